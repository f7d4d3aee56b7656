from django.urls import path

from assessment.results.about import accessibility, privacy
from assessment.results.comparison.views import compare
from assessment.results.home.views import home, latest
from assessment.results.landing.views import landing, ratio
from assessment.results.method.views import method
from assessment.results.result.views import detail, slides
from assessment.results.timeline.views import timeline

app_name = "results"
urlpatterns = [
    path("", landing, name="landing"),
    path("ratio/", ratio, name="ratio"),
    path("method/", method, name="method"),
    path("privacy/", privacy, name="privacy"),
    path("accessibility/", accessibility, name="accessibility"),
    path("overview/", home, name="home"),
    path("r/", latest, name="latest"),
    path("r/<uuid:uid>/", detail, name="detail"),
    path("r/<uuid:uid>/slides.pptx", slides, name="slides"),
    path("compare/<uuid:one>/<uuid:other>/", compare, name="compare"),
    path("over-time/", timeline, name="timeline"),
]
