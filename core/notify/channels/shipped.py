"""The channels that come with the core, answered by the hook that plugins answer."""

from collections.abc import Sequence

from core.notify.channel import Channel
from core.notify.channels import email, in_app, sms, webhook, wechat
from core.plugin.hooks import hook


@hook()
def notification_channels() -> Sequence[Channel]:
    """In the app, mail, a signed webhook, text messages, WeChat."""
    return (in_app.CHANNEL, email.CHANNEL, webhook.CHANNEL, sms.CHANNEL, wechat.CHANNEL)


__all__ = ["notification_channels"]
