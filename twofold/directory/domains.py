"""Domains of mail, and those that say nothing of where somebody works."""

import re

_FREE_MAIL = """
126.com 163.com aliyun.com aol.com att.net bluewin.ch bol.com.br btinternet.com centrum.cz comcast.net duck.com
e-mail.de fastmail.com free.fr freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hanmail.net
hey.com hotmail.co.uk hotmail.com hotmail.de hotmail.es hotmail.fr hotmail.it icloud.com inbox.lv inbox.ru
interia.pl laposte.net libero.it list.ru live.com live.nl mac.com mail.com mail.de mail.ru mailbox.org me.com
msn.com naver.com o2.pl onet.pl orange.fr outlook.com outlook.de outlook.es outlook.fr pm.me posteo.de proton.me
protonmail.com qq.com rambler.ru rediffmail.com sapo.pt seznam.cz sfr.fr sina.com t-online.de telia.com terra.com.br
tuta.com tutanota.com ukr.net uol.com.br virgilio.it wanadoo.fr web.de wp.pl yahoo.co.in yahoo.co.jp yahoo.co.uk
yahoo.com yahoo.com.br yahoo.de yahoo.es yahoo.fr yahoo.it yandex.com yandex.ru ymail.com zoho.com
"""
FREE_MAIL = frozenset(_FREE_MAIL.split())
_DOMAIN = re.compile(r"([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")


def company_domain(text: str) -> str | None:
    """The domain, small and without `www.`, if it can stand for a company; None for free mail and what is no domain."""
    domain = text.strip().lower().removeprefix("www.").rstrip(".")
    return domain if _DOMAIN.fullmatch(domain) and domain not in FREE_MAIL else None
