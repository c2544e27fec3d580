"""The report site inside a container: on every address of the container, which compose publishes on loopback only."""

from waitress import serve

from explain.web import create_app, default_services
from pipelines.settings import read_settings

if __name__ == "__main__":
    settings = read_settings()
    serve(create_app(settings, default_services(settings)), host="0.0.0.0", port=8000, threads=6)  # noqa: S104
