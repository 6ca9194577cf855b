"""Every door: what each of the cast finds behind it, and which thing it is called with.

A row is an endpoint, a method, a status for each of the cast, and values for its address: the name
of a thing on the stage, or ``!word`` for the word itself. POST sends the empty form of our own
page: 303 it is done · 422 something has to be typed · 409 not now · 403 not you, and why · 404 for
you this is not there · 401 and 302 sign in first.
"""

from __future__ import annotations

from dataclasses import dataclass

CAST = ("nobody", "ada", "dan", "cas", "rosa", "dirk", "hans", "vera", "olga")

# The files of the theme; see tests/core/test_headers.py.
ELSEWHERE = {"static"}

TABLE = """
#                                nob ada dan cas ros dir han ver olg
allowances.agree            POST  401 403 303 403 404 404 403 404 404  allowance_id=allowance-ben
allowances.cap_new          GET   302 404 404 404 404 404 404 404 200
allowances.cap_new          POST  401 404 404 404 404 404 404 404 422
allowances.caps             GET   302 200 200 200 200 200 200 200 200
allowances.confirm          POST  401 303 403 403 404 404 403 404 404  allowance_id=allowance-paid
allowances.correct          GET   302 403 200 403 404 404 200 404 404  allowance_id=allowance-agreed
allowances.correct          POST  401 403 422 403 404 404 422 404 404  allowance_id=allowance-agreed
allowances.elsewhere        GET   302 200 200 200 200 200 200 200 200
allowances.elsewhere        POST  401 422 422 422 422 422 422 422 422
allowances.give             GET   302 403 200 403 404 404 200 404 404  allowance_id=allowance-agreed
allowances.give             POST  401 403 422 403 404 404 422 404 404  allowance_id=allowance-agreed
allowances.index            GET   302 404 200 404 404 404 200 200 404
allowances.mine             GET   302 200 200 200 200 200 200 200 200
allowances.new              GET   302 200 200 200 404 404 404 200 404
allowances.new              POST  401 422 422 422 404 404 404 422 404
allowances.paper            GET   302 200 200 200 200 200 200 200 200
allowances.pass_on          POST 401 403 303 403 404 404 403 404 404  allowance_id=allowance-ben
allowances.pay              GET   302 403 200 403 404 404 200 404 404  allowance_id=allowance-agreed
allowances.pay              POST  401 403 422 403 404 404 422 404 404  allowance_id=allowance-agreed
allowances.refuse           GET   302 403 200 403 404 404 403 404 404  allowance_id=allowance-ben
allowances.refuse           POST  401 403 422 403 404 404 403 404 404  allowance_id=allowance-ben
allowances.show             GET   302 200 200 403 404 404 403 404 404  allowance_id=allowance
allowances.withdraw         GET   302 200 403 403 404 404 403 404 404  allowance_id=allowance
allowances.withdraw         POST  401 303 403 403 404 404 403 404 404  allowance_id=allowance

audits.conclude             GET   302 200 403 403 404 404 403 404 404  audit_id=cash-audit
audits.conclude             POST  401 422 403 403 404 404 403 404 404  audit_id=cash-audit
audits.index                GET   302 200 200 200 404 404 200 404 404  workgroup_id=workgroup
audits.item                 GET   302 200 403 403 404 404 403 404 404  item_id=audit-item
audits.item                 POST  401 422 403 403 404 404 403 404 404  item_id=audit-item
audits.new                  GET   302 200 200 403 404 404 403 404 404  workgroup_id=workgroup
audits.new                  POST  401 422 422 403 404 404 403 404 404  workgroup_id=workgroup
audits.paper                GET   302 409 409 409 404 404 409 404 404  audit_id=cash-audit
audits.reopen               POST  401 409 403 403 404 404 403 404 404  audit_id=cash-audit
audits.show                 GET   302 200 200 200 404 404 200 404 404  audit_id=cash-audit
audits.sign                 POST  401 422 403 403 404 404 403 404 404  audit_id=cash-audit
audits.verify               GET   404 404 404 404 404 404 404 404 404  mark=!made-up
audits.withdraw             GET   302 200 403 403 404 404 403 404 404  audit_id=cash-audit
audits.withdraw             POST  401 422 403 403 404 404 403 404 404  audit_id=cash-audit

awards.desk                 GET   302 404 404 404 200 200 200 404 404
awards.lapse                GET   302 403 403 403 403 200 403 404 404  award_id=award
awards.lapse                POST  401 403 403 403 403 303 403 404 404  award_id=award
awards.show                 GET   302 200 200 200 200 200 200 404 404  award_id=award
awards.show                 POST  401 303 303 403 403 303 403 404 404  award_id=award

checks.show                 GET   302 404 404 404 404 404 404 404 200  audit_id=audit

consent.conclude            POST  401 409 409 409 404 404 404 404 404  round_id=round
consent.show                GET   302 200 200 200 404 404 404 404 404  round_id=round
consent.show                POST  401 422 422 403 404 404 404 404 404  round_id=round
consent.table               GET   302 200 200 403 404 404 404 404 404  round_id=round
consent.table               POST  401 422 422 403 404 404 404 404 404  round_id=round

funds.change                GET   302 404 404 404 403 403 404 404 200  fund_id=fund
funds.change                POST  401 404 404 404 403 403 404 404 422  fund_id=fund
funds.desk                  GET   302 404 404 404 200 200 200 404 404
funds.new                   GET   302 404 404 404 403 403 404 404 200  organisation_id=funder
funds.new                   POST  401 404 404 404 403 403 404 404 422  organisation_id=funder

health.ready                GET   200 200 200 200 200 200 200 200 200

history.show                GET   302 200 200 200 404 404 404 404 404  kind=!proposal thing_id=draft

home.choose                 GET   302 302 302 302 404 404 404 404 404  workgroup_id=workgroup
home.help                   GET   200 200 200 200 200 200 200 200 200
home.index                  GET   302 200 200 200 200 200 200 200 200

ledger.book_file            GET   302 200 200 200 404 404 404 200 404
ledger.journal_file         GET   302 200 200 200 404 404 404 200 404
ledger.workbook_file        GET   302 200 200 200 404 404 404 200 404
ledger.index                GET   302 200 200 200 404 404 404 200 404

mandates.ask                GET   302 404 404 404 404 404 404 404 404  right=!send kind=!proposal thing_id=agreed
mandates.ask                POST  401 404 404 404 404 404 404 404 404  right=!send kind=!proposal thing_id=agreed
mandates.nod                GET   302 200 200 200 404 404 200 404 200  asking_id=nod
mandates.nod                POST  401 403 403 303 404 404 403 404 403  asking_id=nod
mandates.put                GET   302 403 403 200 404 404 403 404 200  workgroup_id=workgroup
mandates.put                POST  401 403 403 422 404 404 403 404 422  workgroup_id=workgroup
mandates.show               GET   302 200 200 200 404 404 200 404 200  workgroup_id=workgroup

neighbourhoods.group        GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.group        POST  401 404 404 404 404 404 404 404 422  neighbourhood_id=neighbourhood
neighbourhoods.index        GET   302 404 404 404 404 404 404 404 200
neighbourhoods.new          GET   302 404 404 404 404 404 404 404 200
neighbourhoods.new          POST  401 404 404 404 404 404 404 404 422
neighbourhoods.organisation GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.organisation POST  401 404 404 404 404 404 404 404 422  neighbourhood_id=neighbourhood
neighbourhoods.partner      GET   302 404 404 404 404 404 200 404 200  organisation_id=holder
neighbourhoods.place        GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.place        POST  401 404 404 404 404 404 404 404 422  neighbourhood_id=neighbourhood
neighbourhoods.seat         GET   302 404 404 404 403 403 404 404 200  organisation_id=funder
neighbourhoods.seat         POST  401 404 404 404 403 403 404 404 422  organisation_id=funder
neighbourhoods.show         GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.theme        GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.theme        POST  401 404 404 404 404 404 404 404 422  neighbourhood_id=neighbourhood
neighbourhoods.themes       GET   302 404 404 404 404 404 404 404 200  neighbourhood_id=neighbourhood
neighbourhoods.themes       POST  401 404 404 404 404 404 404 404 422  neighbourhood_id=neighbourhood
neighbourhoods.unseat       GET   302 404 404 404 403 403 404 404 200  seat_id=seat
neighbourhoods.unseat       POST  401 404 404 404 403 403 404 404 303  seat_id=seat
neighbourhoods.workgroup    GET   302 404 404 404 404 404 404 404 200  group_id=group
neighbourhoods.workgroup    POST  401 404 404 404 404 404 404 404 422  group_id=group

payments.bank               GET  302 404 404 404 404 404 200 404 404
payments.bank_account       GET  302 404 404 404 404 404 200 404 404  account_id=bank-account
payments.bank_columns       GET  302 404 404 404 404 404 200 404 404  account_id=bank-account
payments.bank_columns       POST 401 404 404 404 404 404 422 404 404  account_id=bank-account
payments.bank_likely        POST 401 404 404 404 404 404 303 404 404  account_id=bank-account
payments.bank_line          GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line          POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_aside    GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line_aside    POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_group    GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line_group    POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_moved    GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line_moved    POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_over     GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line_over     POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_own      GET  302 404 404 404 404 404 200 404 404  line_id=bank-line
payments.bank_line_own      POST 401 404 404 404 404 404 422 404 404  line_id=bank-line
payments.bank_line_up       GET  302 404 404 404 404 404 200 404 404  line_id=bank-line-aside
payments.bank_line_up       POST 401 404 404 404 404 404 303 404 404  line_id=bank-line-aside
payments.bank_new           GET  302 404 404 404 404 404 200 404 404  owner_id=holder
payments.bank_new           POST 401 404 404 404 404 404 422 404 404  owner_id=holder
payments.bank_read          GET  302 404 404 404 404 404 200 404 404  account_id=bank-account
payments.bank_read          POST 401 404 404 404 404 404 422 404 404  account_id=bank-account
payments.bank_sure          POST 401 404 404 404 404 404 303 404 404  account_id=bank-account
payments.bank_undo          GET  302 404 404 404 404 404 200 404 404  matching_id=bank-match
payments.bank_undo          POST 401 404 404 404 404 404 422 404 404  matching_id=bank-match
payments.box                GET   302 200 200 200 404 404 200 404 404  workgroup_id=workgroup
payments.came_again         GET   302 403 403 403 404 404 200 404 404  proposal_id=stopped organisation_id=holder
payments.came_again         POST  401 403 403 403 404 404 422 404 404  proposal_id=stopped organisation_id=holder
payments.confirm            POST  401 422 303 403 404 404 403 404 404  count_id=count
payments.count              GET   302 200 200 403 404 404 403 404 404  workgroup_id=workgroup
payments.count              POST  401 422 422 403 404 404 403 404 404  workgroup_id=workgroup
payments.counted            GET   302 200 200 200 404 404 200 404 404  count_id=count
payments.counted            POST  401 422 403 403 404 404 403 404 404  count_id=count
payments.drop_own_account   POST  401 303 303 403 404 404 403 404 404  workgroup_id=workgroup
payments.differences        GET   302 404 404 404 404 404 200 404 200
payments.gifts              GET   302 200 200 200 404 404 404 404 404  proposal_id=running
payments.gifts              POST  401 422 422 422 404 404 404 404 404  proposal_id=running
payments.gifts_close        POST  401 303 303 403 404 404 404 404 404  box_id=box
payments.give               GET   200 200 200 200 200 200 200 200 200  reference=!P-2026-0001
payments.give               POST  422 422 422 422 422 422 422 422 422  reference=!P-2026-0001
payments.paid_online        GET   302 200 200 200 404 404 200 404 404  payment_id=paid-online
payments.paid_online        POST  401 303 303 303 404 404 303 404 404  payment_id=paid-online
payments.pay                GET   302 404 404 404 403 200 404 404 404  instalment_id=instalment
payments.pay                POST  401 404 404 404 403 409 404 404 404  instalment_id=instalment
payments.refund             GET   302 403 403 403 404 404 200 404 404  payment_id=paid-online
payments.refund             POST  401 403 403 403 404 404 422 404 404  payment_id=paid-online
payments.refund_again       POST  401 403 403 403 404 404 303 404 404  back_id=back
payments.settle_difference  POST  401 404 404 404 404 404 303 404 303  difference_id=difference
payments.standing           GET   404 404 404 404 404 404 404 404 404  token=!none
payments.standing           POST  404 404 404 404 404 404 404 404 404  token=!none
payments.told               POST  404 404 404 404 404 404 404 404 404
payments.give_back          GET   302 403 403 403 404 404 200 404 404  proposal_id=stopped organisation_id=funder
payments.give_back          POST  401 403 403 403 404 404 422 404 404  proposal_id=stopped organisation_id=funder
payments.income             GET   302 403 403 403 404 404 200 404 404  proposal_id=running
payments.income             POST  401 403 403 403 404 404 422 404 404  proposal_id=running
payments.index              GET   302 404 200 404 404 404 200 200 404
payments.mirror             GET   302 403 403 403 404 404 200 404 404  arrival_id=arrival
payments.mirror             POST  401 403 403 403 404 404 422 404 404  arrival_id=arrival
payments.move               GET   302 403 403 403 404 404 200 404 404  proposal_id=running
payments.move               POST  401 403 403 403 404 404 422 404 404  proposal_id=running
payments.own_account        GET   302 200 200 403 404 404 403 404 404  workgroup_id=workgroup
payments.own_account        POST  401 422 422 403 404 404 403 404 404  workgroup_id=workgroup
payments.receive            GET   302 403 403 403 404 404 200 404 404  instalment_id=instalment
payments.receive            POST  401 403 403 403 404 404 422 404 404  instalment_id=instalment
payments.run                GET   302 404 404 404 404 404 200 404 404  run_id=pay-run
payments.run                POST  401 404 404 404 404 404 403 404 404  run_id=pay-run
payments.run_account        GET   302 404 404 404 404 404 200 404 404  owner_id=holder
payments.run_account        POST  401 404 404 404 404 404 422 404 404  owner_id=holder
payments.run_file           POST  401 404 404 404 404 404 200 404 404  run_id=pay-run-filed
payments.run_hand_in        POST  401 404 404 404 404 404 303 404 404  run_id=pay-run-filed
payments.run_leave          POST  401 404 404 404 404 404 303 404 404  payment_id=payment
payments.run_new            GET   302 404 404 404 404 404 200 404 404
payments.run_new            POST  401 404 404 404 404 404 422 404 404
payments.run_payee          GET   302 404 404 404 404 404 200 404 404  owner_id=holder thing_id=bill
payments.run_payee          POST  401 404 404 404 404 404 422 404 404  owner_id=holder thing_id=bill
payments.run_result         GET   302 404 404 404 404 404 200 404 404  run_id=pay-run-at-bank
payments.run_result         POST  401 404 404 404 404 404 422 404 404  run_id=pay-run-at-bank
payments.run_withdraw       GET   302 404 404 404 404 404 200 404 404  run_id=pay-run
payments.run_withdraw       POST  401 404 404 404 404 404 422 404 404  run_id=pay-run
payments.runs               GET   302 404 404 404 404 404 200 404 404
payments.too_much           GET   302 200 200 200 404 404 200 404 404  arrival_id=sent-back
payments.too_much           POST  401 303 303 303 404 404 303 404 404  arrival_id=sent-back
payments.vouch              POST  401 403 303 403 404 404 403 404 404  count_id=count-table

people.address              GET   302 200 200 200 200 200 200 200 200
people.address              POST  401 422 422 422 422 422 422 422 422
people.again                POST  303 303 303 303 303 303 303 303 303
people.code                 GET   303 303 303 303 303 303 303 303 303
people.code                 POST  303 303 303 303 303 303 303 303 303
people.end_others           POST  401 303 303 303 303 303 303 303 303
people.iban                 GET   302 200 200 200 200 200 200 200 200
people.iban                 POST  401 422 422 422 422 422 422 422 422
people.come_back            GET   404 404 404 404 404 404 404 404 404  token=!made-up
people.come_back            POST  404 404 404 404 404 404 404 404 404  token=!made-up
people.invitation           GET   302 200 200 403 404 404 404 404 200  invitation_id=invitation
people.invitation_paper     GET   302 200 200 403 404 404 404 404 200  invitation_id=invitation
people.invite_operator      GET   302 404 404 404 404 404 404 404 200
people.invite_operator      POST  401 404 404 404 404 404 404 404 303
people.join                 GET   404 404 404 404 404 404 404 404 404  token=!made-up
people.join                 POST  404 404 404 404 404 404 404 404 404  token=!made-up
people.join_as              GET   404 404 404 404 404 404 404 404 404  token=!made-up
people.join_as              POST  404 404 404 404 404 404 404 404 404  token=!made-up
people.language             GET   303 303 303 303 303 303 303 303 303  code=!en
people.link                 GET   410 303 303 303 303 303 303 303 303  token=!made-up
people.link                 POST  410 303 303 303 303 303 303 303 303  token=!made-up
people.me                   GET   302 200 200 200 200 200 200 200 200
people.me                   POST  401 422 422 422 422 422 422 422 422
people.revoke               POST  401 303 303 403 404 404 404 404 303  invitation_id=invitation
people.sign_in              GET   200 303 303 303 303 303 303 303 303
people.sign_in              POST  422 422 422 422 422 422 422 422 422
people.sign_out             POST  401 303 303 303 303 303 303 303 303
people.way_back             GET   302 200 404 404 404 404 404 404 404  way_id=way
people.welcome              GET   302 200 200 200 200 200 200 200 200

proposals.ask_coach         POST  401 303 303 303 404 404 404 404 404  proposal_id=draft
proposals.change            GET   302 200 200 403 404 404 404 404 404  proposal_id=agreed
proposals.change            POST  401 303 303 403 404 404 404 404 404  proposal_id=agreed
proposals.comment           POST  401 422 422 422 404 404 404 404 404  proposal_id=draft
proposals.cover_change      GET   302 200 200 403 404 404 404 404 404  proposal_id=draft cover_id=cover
proposals.cover_change      POST  401 422 422 403 404 404 404 404 404  proposal_id=draft cover_id=cover
proposals.cover_new         GET   302 200 200 403 404 404 404 404 404  proposal_id=draft
proposals.cover_new         POST  401 422 422 403 404 404 404 404 404  proposal_id=draft
proposals.cover_remove      POST  401 409 409 403 404 404 404 404 404  proposal_id=draft cover_id=cover
proposals.index             GET   302 200 200 200 404 404 404 200 404
proposals.line              GET   302 200 200 403 404 404 404 404 404  proposal_id=draft kind=!room
proposals.line              POST  401 422 422 403 404 404 404 404 404  proposal_id=draft kind=!room
proposals.line_change       GET   302 200 200 403 404 404 404 404 404  proposal_id=draft line_id=line
proposals.line_change       POST  401 422 422 403 404 404 404 404 404  proposal_id=draft line_id=line
proposals.line_remove       POST  401 409 409 403 404 404 404 404 404  proposal_id=draft line_id=line
proposals.new               GET   302 200 200 403 404 404 404 200 404
proposals.new               POST  401 422 422 403 404 404 404 422 404
proposals.paper             GET   302 200 200 200 404 404 404 404 404  proposal_id=agreed
proposals.part              GET   302 302 302 403 404 404 404 404 404  proposal_id=draft part=!what
proposals.put               GET   302 200 200 200 404 404 404 404 404  proposal_id=draft
proposals.put               POST  401 422 422 422 404 404 404 404 404  proposal_id=draft
proposals.question          GET   302 200 200 403 404 404 404 404 404  proposal_id=draft part=!what question=!what
proposals.question          POST  401 422 422 403 404 404 404 404 404  proposal_id=draft part=!what question=!what
proposals.read              GET   302 200 200 200 404 404 404 404 404  proposal_id=draft
proposals.show              GET   302 200 200 200 404 404 404 404 404  proposal_id=draft
proposals.stop              GET   302 200 200 200 404 404 404 404 404  proposal_id=draft
proposals.stop              POST  401 303 303 303 404 404 404 404 404  proposal_id=draft
proposals.version           GET   302 200 200 200 404 404 404 404 404  proposal_id=draft no=!1
proposals.versions          GET   302 200 200 200 404 404 404 404 404  proposal_id=draft

reports.accept              GET   302 403 403 403 403 200 403 404 404  report_id=report-read
reports.accept              POST  401 403 403 403 403 303 403 404 404  report_id=report-read
reports.again               GET   302 200 200 403 404 404 404 404 404  proposal_id=sealed
reports.again               POST  401 422 422 403 404 404 404 404 404  proposal_id=sealed
reports.answers             GET   302 200 200 403 404 404 404 404 404  proposal_id=running
reports.answers             POST  401 303 303 403 404 404 404 404 404  proposal_id=running
reports.ask                 GET   302 403 403 403 403 200 403 404 404  report_id=report-read
reports.ask                 POST  401 403 403 403 403 422 403 404 404  report_id=report-read
reports.ask_coach           POST  401 409 409 403 404 404 404 404 404  proposal_id=running
reports.desk                GET   302 200 200 200 200 200 200 404 404  report_id=report-sent
reports.inbox               GET   302 404 404 404 200 200 200 404 404
reports.left                GET   302 200 200 403 404 404 404 404 404  proposal_id=running
reports.left                POST  401 422 422 403 404 404 404 404 404  proposal_id=running
reports.number              GET   302 302 302 302 302 302 302 404 404  report_id=report-sent
reports.paper               GET   302 200 200 200 200 200 200 404 404  report_id=report-sent
reports.photo_away          POST  401 303 303 403 404 404 404 404 404  proposal_id=running document_id=photo
reports.photos              GET   302 200 200 403 404 404 404 404 404  proposal_id=running
reports.photos              POST  401 422 422 403 404 404 404 404 404  proposal_id=running
reports.picture             GET   302 200 200 200 404 404 404 404 404  report_id=report document_id=photo
reports.put                 GET   302 200 200 403 404 404 404 404 404  proposal_id=running
reports.put                 POST  401 422 422 403 404 404 404 404 404  proposal_id=running
reports.read                POST  401 403 403 403 303 303 403 404 404  report_id=report-sent
reports.reasons             GET   302 200 200 403 404 404 404 404 404  proposal_id=running
reports.reasons             POST  401 303 303 403 404 404 404 404 404  proposal_id=running
reports.send                POST  401 303 303 403 404 404 404 404 404  proposal_id=sealed
reports.show                GET   302 200 200 200 404 404 404 404 404  proposal_id=running
reports.small               GET   302 200 200 200 404 404 404 404 404  report_id=report document_id=photo
reports.verify              GET   404 404 404 404 404 404 404 404 404  mark=!made-up

requests.answer             GET   302 200 200 200 200 200 404 404 404  request_id=request-question
requests.answer             POST  401 422 422 403 403 403 404 404 404  request_id=request-question
requests.ask                GET   302 403 403 403 200 200 404 404 404  request_id=request
requests.ask                POST  401 403 403 403 422 422 404 404 404  request_id=request
requests.check              GET   302 200 200 200 404 404 404 404 404  request_id=request-draft
requests.check              POST  401 303 303 403 404 404 404 404 404  request_id=request-draft
requests.choose             POST  401 303 303 403 404 404 404 404 404  proposal_id=agreed fund_id=fund
requests.desk               GET   302 404 404 404 200 200 200 404 404
requests.new                GET   302 200 200 200 404 404 404 404 404  proposal_id=agreed
requests.open_              POST  401 403 403 403 303 303 404 404 404  request_id=request-sent
requests.paper              GET   302 200 200 200 200 200 404 404 404  request_id=request
requests.show               GET   302 200 200 200 303 303 404 404 404  request_id=request
requests.take_back          POST  401 303 303 403 403 403 404 404 404  request_id=request-sent
requests.withdraw           GET   302 200 200 403 403 403 404 404 404  request_id=request
requests.withdraw           POST  401 303 303 403 403 403 404 404 404  request_id=request

reviews.check               GET   302 404 404 404 200 200 404 404 404  decision_id=decision-proposed
reviews.check               POST  401 404 404 404 403 303 404 404 404  decision_id=decision-proposed
reviews.decide              GET   302 403 403 403 200 200 404 404 404  request_id=request
reviews.decide              POST  401 403 403 403 422 422 404 404 404  request_id=request
reviews.letter              GET   302 200 200 200 200 200 404 404 404  decision_id=decision
reviews.show                GET   302 403 403 403 200 200 404 404 404  request_id=request
reviews.show                POST  401 403 403 403 422 422 404 404 404  request_id=request

sample.people               GET   404 404 404 404 404 404 404 404 404
sample.people               POST  404 404 404 404 404 404 404 404 404

spending.add                GET   302 200 200 403 404 404 403 404 404  expense_id=expense
spending.add                POST  401 422 422 403 404 404 403 404 404  expense_id=expense
spending.also               GET   302 200 200 200 404 404 403 404 404  receipt_id=receipt
spending.also               POST  401 422 422 422 404 404 403 404 404  receipt_id=receipt
spending.approve            POST  401 303 303 403 404 404 403 404 404  expense_id=expense-asking
spending.cancel             GET   302 200 200 200 404 404 403 404 404  proposal_id=running
spending.cancel             POST  401 422 422 422 404 404 403 404 404  proposal_id=running
spending.ceiling            GET   302 200 200 200 404 404 200 404 200  workgroup_id=workgroup
spending.ceiling            POST  401 422 422 403 404 404 404 404 404  workgroup_id=workgroup
spending.correct            GET   302 403 200 403 404 404 200 404 404  expense_id=expense-paid
spending.correct            POST  401 403 422 403 404 404 422 404 404  expense_id=expense-paid
spending.goods              GET   302 200 200 200 404 404 403 404 404  expense_id=expense-lost
spending.index              GET   302 200 200 200 404 404 404 200 404
spending.lost               GET   302 404 404 404 404 404 404 404 404
spending.lost               POST  401 404 404 404 404 404 404 404 404
spending.mend               GET   302 200 403 403 404 404 403 404 404  expense_id=expense-refused
spending.mend               POST  401 422 403 403 404 404 403 404 404  expense_id=expense-refused
spending.new                GET   302 200 200 200 404 404 404 200 404
spending.new                POST  401 422 422 422 404 404 404 422 404
spending.pay                GET   302 403 200 403 404 404 200 404 404  expense_id=expense-approved
spending.pay                POST  401 403 422 403 404 404 422 404 404  expense_id=expense-approved
spending.receipt            GET   302 200 200 200 404 404 403 404 404  receipt_id=receipt
spending.refuse             GET   302 200 200 403 404 404 403 404 404  expense_id=expense-asking
spending.refuse             POST  401 422 422 403 404 404 403 404 404  expense_id=expense-asking
spending.shift              GET   302 200 200 200 404 404 200 404 404  shift_id=shift
spending.shift_agree        POST  401 303 303 403 404 404 403 404 404  shift_id=shift
spending.shift_asked        GET   302 404 404 404 200 200 404 404 404  asking_id=shift-asking
spending.shift_asked        POST  401 404 404 404 403 422 404 404 404  asking_id=shift-asking
spending.shift_new          GET   302 404 404 404 404 404 404 404 404
spending.shift_new          POST  401 404 404 404 404 404 404 404 404
spending.shift_refuse       GET   302 200 200 403 404 404 403 404 404  shift_id=shift
spending.shift_refuse       POST  401 422 422 403 404 404 403 404 404  shift_id=shift
spending.shift_withdraw     POST  401 403 403 403 404 404 403 404 404  shift_id=shift
spending.show               GET   302 200 200 200 404 404 403 404 404  expense_id=expense
spending.small              GET   302 200 200 200 404 404 403 404 404  receipt_id=receipt
spending.vouch              POST  401 303 303 403 404 404 403 404 404  expense_id=expense-lost
spending.withdraw           GET   302 200 403 403 404 404 403 404 404  expense_id=expense
spending.withdraw           POST  401 303 403 403 404 404 403 404 404  expense_id=expense

workgroups.invite           GET   302 200 200 403 404 404 403 404 200  workgroup_id=workgroup
workgroups.invite           POST  401 422 422 403 404 404 403 404 422  workgroup_id=workgroup
workgroups.leave            GET   302 403 403 200 404 404 403 404 200  membership_id=membership
workgroups.leave            POST  401 403 403 303 404 404 403 404 303  membership_id=membership
workgroups.let_back         GET   302 200 200 200 404 404 403 404 403  membership_id=membership
workgroups.let_back         POST  401 303 303 303 404 404 403 404 403  membership_id=membership
workgroups.pause            POST  401 403 403 303 404 404 403 404 303  membership_id=membership
workgroups.role             GET   302 200 200 403 404 404 403 404 200  membership_id=membership
workgroups.role             POST  401 422 422 403 404 404 403 404 422  membership_id=membership
workgroups.rule             GET   302 200 200 403 404 404 403 404 200  workgroup_id=workgroup
workgroups.rule             POST  401 422 422 403 404 404 403 404 422  workgroup_id=workgroup
workgroups.show             GET   302 200 200 200 404 404 200 404 200  workgroup_id=workgroup
"""


@dataclass(frozen=True)
class Door:
    """One way into one page."""

    endpoint: str
    method: str
    statuses: dict[str, int]
    things: dict[str, str]


def doors() -> list[Door]:
    """The table, read."""
    found = []
    for line in TABLE.splitlines():
        if line.strip() and not line.startswith("#"):
            endpoint, method, *rest = line.split()
            statuses = dict(zip(CAST, map(int, rest[: len(CAST)]), strict=True))
            things = dict(pair.split("=") for pair in rest[len(CAST) :])
            found.append(Door(endpoint, method, statuses, things))
    return found
