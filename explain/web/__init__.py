"""The report site: pages of stored reports, pictures from PostgreSQL, and one way to answer back."""

from explain.web.app import create_app
from explain.web.services import Services, default_services

__all__ = ["Services", "create_app", "default_services"]
