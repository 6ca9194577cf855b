"""The extensions, each made once; ``create_app`` ties them to an app."""

from __future__ import annotations

from typing import Any

from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from flask_wtf.csrf import CSRFProtect

from grants.kit.orm import Base


class OneDatabase(Session):
    """Everything lies in one database: it is not looked up anew for every question."""

    def get_bind(self, *_args: Any, bind: Any = None, **_kwargs: Any) -> Any:
        """The engine of the app, or what a caller names."""
        if bind is not None:
            return bind
        if self.bind is None:
            self.bind = self._db.engine
        return self.bind


db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": OneDatabase})
babel = Babel()
csrf = CSRFProtect()
