"""How a plan ends: its report is sealed, sent and accepted; or it is stopped. And time passes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from grants.allowances import service as allowances
from grants.consent import service as consent
from grants.consent.models import AnswerKind
from grants.consent.service import Answering
from grants.proposals.models import Proposal
from grants.reports import service as reports
from grants.reports.models import Leftover
from grants.reports.models import Report as ReportRow
from grants.reports.rules import Answers
from tests.proof.machine import ACCESS, Walk, one_of, pick, seldom, step, who
from tests.proof.naive import SPENDABLE, Plan, Report

TOLD = Answers(14, 19, "Moeders kwamen terug.", "In het voorjaar gaan we wandelen.")


class EndingSteps(Walk):
    @step(days=st.sampled_from([1, 1, 2, 9, 31, 120]))
    def time_passes(self, days: int) -> None:
        self.at += timedelta(days=days)

    # ---- stopping ----------------------------------------------------------------------------

    @step(
        number=pick,
        name=st.sampled_from(["Ada", "Ada", "Cas", "Hans", "Zoë"]),
        often=1,
    )
    def stop(self, number: int, name: str) -> None:
        plan = one_of(self.plans, number)
        reasons = set() if plan.state in {"agreed", "running"} else {"wrong-state"}
        if name in {"Hans", "Zoë"}:
            reasons.add(ACCESS)
        reasons |= self._settling(plan, keep=False)
        by = self.actor(plan, name)

        def act() -> Proposal:
            row = self.row(Proposal, plan.id)
            return allowances.stop_plan(self.session, row, "Er is geen zaal.", by=by, at=self.at)

        if self.attempt(reasons, act):
            self._stopped(plan)

    def _settling(self, plan: Plan, *, keep: bool) -> set[str]:
        if plan.active and plan.own < 0:
            return {"cash-missing"}  # no funder pays what is missing from the box
        return {"money-not-there"} if plan.lacks_to_settle(keep=keep) else set()

    def _stopped(self, plan: Plan) -> None:
        """What was only asked ends; what was approved is still paid; the rest goes back."""
        plan.state, plan.stopped = "cancelled", True
        self._asked_ends(plan)
        for award in plan.awards:
            if award.state == "offered":
                award.state = "lapsed"
                for one in award.instalments:
                    one.state = "cancelled"
        self.undecided = [one for one in self.undecided if one.plan != plan.id]
        plan.settle(keep=False)
        plan.conclude_awards()  # stopped it stays, until the last money came or went

    def _asked_ends(self, plan: Plan) -> None:
        for expense in plan.expenses:
            if expense.state in {"noted", "asking", "refused"}:
                expense.state = "withdrawn"
        for allowance in plan.allowances:
            if allowance.state == "noted":
                allowance.state = "withdrawn"

    # ---- the report --------------------------------------------------------------------------

    def _lacks(self, plan: Plan) -> bool:
        """Something keeps the account from being complete; not what waits for the last part."""
        waits = plan.free < 0
        open_ = {"noted", "asking", "refused"} | (set() if waits else {"approved"})
        if any(one.state in open_ for one in plan.expenses):
            return True
        coming = {"noted"} | (set() if waits else {"agreed", "in-run"})
        if any(one.state in coming for one in plan.allowances):
            return True
        if plan.own < 0:
            return True  # more is missing than the group brought in
        things = any(one.state in {"noted", "agreed", "in-run"} for one in plan.allowances)
        return plan.costs == 0 and not things

    @step(
        lambda self: any(plan.state in SPENDABLE for plan in self.plans),
        often=8,
        number=pick,
        keep=st.booleans(),
        odd=seldom,
    )
    def seal(self, number: int, keep: bool, odd: bool) -> None:
        ready = [one for one in self.plans if one.state in SPENDABLE and not self._lacks(one)]
        plan = one_of(self.plans if odd or not ready else ready, number)
        if plan.report is not None and plan.report.state != "gathering":
            return
        reasons = set() if plan.state in SPENDABLE else {"report-too-early"}
        if self._lacks(plan):
            reasons.add("report-incomplete")
        made = self.attempt(reasons, lambda: self._sealed(plan, keep=keep))
        if made is not None:
            plan.report = Report(made.id, "sealed", keep)
            plan.report.sealed = (plan.costs, plan.own, plan.left_when_settled())
            if plan.state == "running":
                plan.state = "finished"

    def _sealed(self, plan: Plan, *, keep: bool) -> ReportRow:
        session, at, ada = self.session, self.at, self.actor(plan, "Ada")
        report = reports.start(session, self.row(Proposal, plan.id), by=ada, at=at)
        reports.write(session, report, TOLD, by=ada, at=at)
        reports.explain(session, report, dict.fromkeys(plan.lines, "Zo liep het."), by=ada, at=at)
        wish = Leftover.KEEP if keep else Leftover.RETURN
        reports.choose(session, report, wish, "Voor het voorjaar.", by=ada, at=at)
        closes = at + timedelta(days=5)
        round_ = reports.put(session, report, closes_at=closes, by=ada, at=at)
        for name in self.stage.electors[plan.owner]:
            yes = Answering(AnswerKind.YES)
            consent.answer(session, round_, yes, by=self.actor(plan, name), at=at)
        return report

    def reported(self, *states: str) -> list[Plan]:
        return [one for one in self.plans if one.report and one.report.state in states]

    def _moved(self, plan: Plan) -> bool:
        report = plan.report
        assert report is not None
        costs, own, left = report.sealed
        kept = report.keep and left != plan.left_when_settled()
        return kept or (costs, own) != (plan.costs, plan.own)

    @step(lambda self: self.reported("sealed"), number=pick, name=who)
    def send(self, number: int, name: str) -> None:
        plan = one_of(self.reported("sealed"), number)
        report = plan.report
        assert report is not None
        reasons = set() if plan.active else {"no-funder"}
        if name in {"Cas", "Hans", "Piet", "Zoë"}:
            reasons.add(ACCESS)
        if self._moved(plan):
            reasons.add("book-moved")
        by = self.actor(plan, name or "Ben")

        def act() -> ReportRow:
            return reports.send(self.session, self.row(ReportRow, report.id), by=by, at=self.at)

        if self.attempt(reasons, act):
            report.state = "sent"
            report.to = {award.organisation: None for award in plan.active}

    @step(lambda self: self.reported("sealed"), number=pick, sure=seldom)
    def again(self, number: int, sure: bool) -> None:
        """Before it is sent the group begins the next number, for instance because money moved."""
        plan = one_of(self.reported("sealed"), number)
        report = plan.report
        assert report is not None
        if not sure and not self._moved(plan):
            return
        by = self.actor(plan, "Ada")

        def act() -> ReportRow:
            row = self.row(ReportRow, report.id)
            return reports.again(self.session, row, "Er kwam iets bij.", by=by, at=self.at)

        made = self.attempt((), act)
        if made is not None:
            plan.report = Report(made.id)

    @step(
        lambda self: self.reported("sent", "read"),
        often=8,
        number=pick,
        keep=st.booleans(),
        reads=st.sampled_from([True, True, True, False]),
    )
    def accept(self, number: int, keep: bool, reads: bool) -> None:
        plan = one_of(self.reported("sent", "read"), number)
        report = plan.report
        assert report is not None
        funder = one_of(sorted(report.to), number)
        asked = next(one for one in self.stage.asked if one.organisation == funder)
        if reads:
            row = self.row(ReportRow, report.id)
            self.attempt((), lambda: reports.read(self.session, row, by=asked.reviewer, at=self.at))
            report.state = "read"
        reasons = self._accepting(plan, report, keep=keep)
        if report.state == "sent":
            reasons.add("wrong-state")
        if report.to[funder] is not None:
            reasons.add("accepted-already")
        if not reads:
            reasons |= self._unread(report, funder)
        last = [one for one, said in report.to.items() if said is None] == [funder]
        keeps = all({**report.to, funder: keep}.values())
        if last:
            reasons |= self._settling(plan, keep=keeps)

        def act() -> ReportRow:
            row = self.row(ReportRow, report.id)
            return reports.accept(self.session, row, keep=keep, by=asked.decider, at=self.at)

        if self.attempt(reasons, act):
            report.to[funder] = keep
            if last:
                report.state = "accepted"
                self._asked_ends(plan)
                plan.settle(keep=keeps)
                plan.conclude()

    def _accepting(self, plan: Plan, report: Report, *, keep: bool) -> set[str]:
        reasons = set()
        if keep and not report.keep:
            reasons.add("group-gives-back")
        if self._moved(plan):
            reasons.add("book-moved")
        return reasons

    def _unread(self, report: Report, funder: object) -> set[str]:
        row = self.row(ReportRow, report.id)
        copy = next(one for one in row.copies if one.organisation_id == funder)
        return {"read-first"} if copy.read_at is None else set()

    @step(lambda self: self.reported("read"), number=pick, sure=seldom)
    def ask(self, number: int, sure: bool) -> None:
        """A funder asks for more; the next number answers."""
        plan = one_of(self.reported("read"), number)
        report = plan.report
        assert report is not None
        moved = self._moved(plan)
        if not sure and not moved:
            return
        funder = one_of(sorted(report.to), number)
        asked = next(one for one in self.stage.asked if one.organisation == funder)
        accepted = any(said is not None for said in report.to.values())

        def act() -> ReportRow:
            row = self.row(ReportRow, report.id)
            return reports.ask(self.session, row, "Waar is bon 3?", by=asked.decider, at=self.at)

        made = self.attempt({"accepted-by-other"} if accepted and not moved else (), act)
        if made is not None:
            plan.report = Report(made.id)
