"""Addresses on the network: which may be spoken to, and how they are shown."""

from __future__ import annotations

import ipaddress

import httpx

from checker.errors import Problem, UsageError


def checked_url(address: str, *, insecure: bool = False, how: str = "insecure=True") -> httpx.URL:
    """The address of a service, without a slash at its end.

    Over plain http a token travels in the clear: beyond this machine that is refused unless ``insecure`` says
    otherwise, ``how`` being what people write for it. Raises UsageError for that, for what is no address, and for one
    that holds a password.
    """
    try:
        url = httpx.URL(address.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if url.scheme not in ("http", "https") or not url.host:
        raise UsageError(
            Problem(f"“{_shown(address)}”不是服务的地址", remedy="请写 https://主机 或 http://127.0.0.1:端口")
        )
    if url.userinfo:
        raise UsageError(Problem("地址里不能写用户名和密码", remedy="请把它们从地址里去掉,凭据另给"))
    if url.query or url.fragment:
        raise UsageError(Problem(f"地址里不能有 ? 或 #:{url.host}", remedy="请只写到路径为止"))
    if url.scheme == "http" and not insecure and not is_loopback(url.host):
        message = f"http://{url.host} 没有加密,凭据会明文传送"
        raise UsageError(Problem(message, remedy=f"请用 https://;确实要用的,写 {how}"))
    return url.copy_with(path=url.path.rstrip("/") or "/")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _shown(address: str) -> str:
    """An address for messages, without whatever stands before an @."""
    return address.strip().rpartition("@")[2][:80]
