from django.urls import path, register_converter
from django.urls.converters import StringConverter

from chengyun.faces.desk import notices_page, notices_units, webhooks_page


class ChannelVerb(StringConverter):
    regex = "|".join(notices_page.VERBS)


class WebhookVerb(StringConverter):
    regex = "|".join(webhooks_page.VERBS)


register_converter(ChannelVerb, "channel_verb")
register_converter(WebhookVerb, "webhook_verb")

urlpatterns = [
    path("", notices_page.notices, name="notices"),
    path("unread/", notices_page.unread, name="notices-unread"),
    path("read/", notices_page.read, name="notices-read"),
    path("open/<int:pk>/", notices_page.open_one, name="notices-open"),
    path("again/<int:pk>/", notices_page.again, name="notices-again"),
    path("manner/", notices_page.manner, name="notices-manner"),
    path("choose/", notices_page.choose, name="notices-choose"),
    path("calendar/", notices_page.calendar, name="notices-calendar"),
    path("channels/", notices_page.add, name="notices-add"),
    path("channels/<int:pk>/<channel_verb:verb>/", notices_page.change, name="notices-channel"),
    path("units/", notices_units.units, name="notices-units"),
    path("units/add/", notices_units.add, name="notices-units-add"),
    path("units/choose/", notices_units.choose, name="notices-units-choose"),
    path("webhooks/", webhooks_page.webhooks, name="webhooks"),
    path("webhooks/add/", webhooks_page.add, name="webhook-add"),
    path("webhooks/<int:pk>/", webhooks_page.webhook, name="webhook"),
    path("webhooks/<int:pk>/rotate/", webhooks_page.rotate, name="webhook-rotate"),
    path("webhooks/<int:pk>/<webhook_verb:verb>/", webhooks_page.change, name="webhook-change"),
    path("webhooks/<int:pk>/again/<int:event>/", webhooks_page.resend, name="webhook-again"),
]
