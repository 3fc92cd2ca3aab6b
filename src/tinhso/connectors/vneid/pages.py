"""The stand-in's pages, for a phone, in both languages. Marked as an illustration everywhere."""

from __future__ import annotations

from html import escape
from urllib.parse import urlsplit

from .book import FAULTS, Asked, Session
from .people import Citizen, Register

HTML = "text/html; charset=utf-8"
STYLE = """
*{box-sizing:border-box}
body{font:16px/1.55 system-ui,sans-serif;margin:0;background:#f6efee;color:#2b1613}
.ribbon{background:#ffd54d;color:#3a2c00;text-align:center;font-weight:700;padding:.4rem 1rem;font-size:.9rem}
header{background:#8f1d14;color:#fff;padding:.9rem 1.25rem;font-weight:700}
main{max-width:28rem;margin:0 auto;padding:1rem 1.25rem 2rem}
h1{font-size:1.35rem;line-height:1.25;margin:.5rem 0 1rem}
section,fieldset{background:#fff;border:1px solid #dcc6c2;border-radius:12px;padding:1rem 1.25rem;margin:0 0 1rem}
legend{font-weight:700;padding:0 .4rem}
.choice{display:flex;gap:.75rem;align-items:flex-start;min-height:48px;padding:.45rem 0}
.choice input{width:1.35rem;height:1.35rem;margin:.15rem 0 0;flex:none;accent-color:#8f1d14}
.choice b{display:block}.choice small,.en{color:#6b4d48;font-weight:400}
button{display:block;width:100%;min-height:48px;border:1px solid #8f1d14;border-radius:10px;background:#8f1d14;color:#fff;
font:600 1rem system-ui;padding:.75rem;margin-top:.75rem;cursor:pointer}
button.second{background:#fff;color:#8f1d14}button .en{color:inherit}
button:focus-visible,summary:focus-visible,select:focus-visible,input:focus-visible{outline:3px solid #b8860b;outline-offset:2px}
select{font:inherit;width:100%;min-height:44px;padding:.5rem;border:1px solid #8a6d68;border-radius:8px;background:#fff}
summary{cursor:pointer;padding:.6rem 0;font-weight:600}
.tag{display:inline-block;background:#fff1c2;color:#4a3a00;border-radius:6px;padding:0 .4rem;font-size:.8rem;font-weight:600}
"""
RIBBON = "MINH HỌA · ILLUSTRATION: không phải VNeID thật · not the real VNeID"
MARK = '<span class="tag">minh họa · illustrative</span>'


def policy(redirect: str = "") -> str:
    """The content security policy of a page; its form may end at `redirect`, where the answer is sent."""
    parts = urlsplit(redirect)
    ends = f" {parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return f"default-src 'none'; style-src 'self'; form-action 'self'{ends}; base-uri 'none'; frame-ancestors 'none'"


def page(title: str, body: str) -> bytes:
    return (
        '<!doctype html><html lang="vi"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="stylesheet" href="/style.css"></head>'
        f'<body><div class="ribbon" role="note">{RIBBON}</div>'
        "<header>VNeID (mẫu) · Sample VNeID</header>"
        f"<main><h1>{escape(title)}</h1>{body}</main></body></html>"
    ).encode()


def _person(one: Citizen, *, chosen: bool) -> str:
    shown = f"{one.personal_id[:4]}••••••{one.personal_id[-2:]} · {'/'.join(reversed(one.birth_date.split('-')))}"
    return (
        f'<label class="choice"><input type="radio" name="person" value="{escape(one.subject)}"{" checked" if chosen else ""} required>'
        f"<span><b>{escape(one.name)} {MARK}</b><small>{escape(shown)}</small></span></label>"
    )


def _level(number: int, text: str, *, chosen: bool) -> str:
    return (
        f'<label class="choice"><input type="radio" name="level" value="{number}"{" checked" if chosen else ""} required>'
        f"<span><b>Mức {number} · Level {number}</b><small>{text}</small></span></label>"
    )


def consent(key: str, asked: Asked, people: Register, session: Session | None, *, client: str) -> bytes:
    """Who signs in, at which level, and whether the client may know."""
    everybody = list(people)
    first = session.subject if session is not None and people.find(session.subject) else everybody[0].subject
    wanted = asked.level or (session.level if session is not None else 2)
    why = ""
    if asked.level == 2:
        why = "<section><p>Bên yêu cầu cần mức 2. <span class=en>· Level 2 is asked for.</span></p></section>"
    elif session is not None and not asked.again:
        why = "<section><p>Ông/bà đang đăng nhập. <span class=en>· You are signed in.</span></p></section>"
    options = "".join(f'<option value="{name}">{escape(text)}</option>' for name, text in FAULTS.items())
    form = (
        f"{why}<form method=post action=/decide><input type=hidden name=request value='{escape(key)}'>"
        "<fieldset><legend>Người đăng nhập · Who signs in</legend>"
        f"{''.join(_person(one, chosen=one.subject == first) for one in everybody)}</fieldset>"
        "<fieldset><legend>Mức định danh · Identity level</legend>"
        f"{_level(1, 'Khai trực tuyến · Declared online', chosen=wanted == 1)}"
        f"{_level(2, 'Đã đối chiếu trực tiếp · Checked in person', chosen=wanted != 1)}</fieldset>"
        f"<section><p><b>{escape(client)}</b> sẽ nhận: họ tên, số định danh, ngày sinh, giới tính, điện thoại, thư điện tử, địa chỉ."
        '<br><span class="en">It will receive: name, personal id, birth date, sex, phone, e-mail, address.</span></p></section>'
        '<button name="do" value="approve">Đồng ý <span class="en">· Approve</span></button>'
        '<button class="second" name="do" value="refuse">Từ chối <span class="en">· Refuse</span></button>'
        "<details><summary>Thử sự cố · Try a fault</summary>"
        '<label for="fault">Sự cố của lần này · What goes wrong this time</label>'
        f'<select id="fault" name="fault"><option value="">Không · None</option>{options}</select></details></form>'
    )
    return page("Đăng nhập bằng VNeID (mẫu) · Sign in", form)


def leaving(name: str, hidden: dict[str, str]) -> bytes:
    """Ask before signing somebody out."""
    fields = "".join(
        f"<input type=hidden name={key} value='{escape(value)}'>" for key, value in hidden.items() if value
    )
    return page(
        "Đăng xuất? · Sign out?",
        f"<section><p>{escape(name)} {MARK}</p></section><form method=post action=/logout>{fields}"
        '<button name="sure" value="yes">Đăng xuất <span class="en">· Sign out</span></button></form>',
    )


def home(session: Session | None, one: Citizen | None) -> bytes:
    """Who is signed in here, and the way out."""
    if session is None or one is None:
        return page("Không ai đăng nhập · Nobody is signed in", "<section><p>Hãy bắt đầu từ cổng của tỉnh. · Start at the province's portal.</p></section>")  # fmt: skip
    return leaving(f"{one.name}, mức {session.level} · level {session.level}", {})


def said(title: str, text: str) -> bytes:
    return page(title, f"<section><p>{escape(text)}</p></section>")
