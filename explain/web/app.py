"""The Flask application, put together from settings and the services it is handed."""

from flask import Flask
from jinja2 import StrictUndefined

from explain.web import wording
from explain.web.api import make_api
from explain.web.assets import serve_assets
from explain.web.pages import make_pages
from explain.web.problems import answer_problems
from explain.web.security import protect
from explain.web.services import Services
from explain.web.spoken import FIELD, spoken
from pipelines.settings import Settings


def create_app(settings: Settings, services: Services) -> Flask:
    """
    The site as a WSGI application.

    It reads as the display role and keeps nothing between requests, so that any number of threads may serve it.
    """
    app = Flask(__name__)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["fill_playlists"] = wording.fill_playlists
    app.jinja_env.globals["language_field"] = FIELD
    app.context_processor(lambda: {"frame": spoken()})
    app.url_map.strict_slashes = False
    serve_assets(app)
    protect(app)
    answer_problems(app)
    app.register_blueprint(make_pages(settings))
    app.register_blueprint(make_api(services))
    return app
