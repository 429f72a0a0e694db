"""What a dust monitor and a vehicle's terminal say on the wire: HJ 212-2017 and JT/T 808-2013."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
MARK, ESCAPE = 0x7E, 0x7D
REGISTER, AUTHENTICATE, LOCATION = 0x0100, 0x0102, 0x0200
POSITIONED = 0x02
MAKER, MODEL, PLATE_BLUE = b"CYSIM", b"CY-1", 1


def hj212(device: str, factors: Mapping[str, float], time_us: int) -> bytes:
    """Real-time data (CN 2011) of one air station; factors by their code, such as a34004."""
    moment = _china(time_us)
    values = ";".join(f"{code}-Rtd={value:g},{code}-Flag=N" for code, value in factors.items())
    data = (
        f"QN={moment:%Y%m%d%H%M%S}{moment.microsecond // 1000:03d};ST=22;CN=2011;PW=123456;"
        f"MN={device};Flag=5;CP=&&DataTime={moment:%Y%m%d%H%M%S};{values}&&"
    ).encode("ascii")
    return b"##%04d%s%04X\r\n" % (len(data), data, crc16(data))


def crc16(data: bytes) -> int:
    """The check of HJ 212-2017, annex A."""
    crc = 0xFFFF
    for byte in data:
        crc = (crc >> 8) ^ byte
        for _ in range(8):
            crc = (crc >> 1) ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def register(phone: str, serial: int, plate: str) -> bytes:
    """A terminal asks to be known (0x0100)."""
    where = (31).to_bytes(2, "big") + (104).to_bytes(2, "big")
    maker = MAKER + MODEL.ljust(20, b"\0") + phone[-7:].encode()
    return _jt808(
        REGISTER, phone, serial, where + maker + bytes([PLATE_BLUE]) + plate.encode("gbk")
    )


def authenticate(phone: str, serial: int, code: bytes) -> bytes:
    """It shows the code that it was given (0x0102)."""
    return _jt808(AUTHENTICATE, phone, serial, code)


def location(phone: str, serial: int, at: Mapping[str, float], time_us: int) -> bytes:
    """Where it is (0x0200): longitude, latitude in degrees, speed in km/h, sos 0 or 1."""
    moment = _china(time_us)
    body = int(at.get("sos", 0)).to_bytes(4, "big") + POSITIONED.to_bytes(4, "big")
    body += round(at["latitude"] * 1e6).to_bytes(4, "big")
    body += round(at["longitude"] * 1e6).to_bytes(4, "big")
    body += bytes(2) + round(at.get("speed", 0) * 10).to_bytes(2, "big") + bytes(2)
    return _jt808(LOCATION, phone, serial, body + bytes.fromhex(f"{moment:%y%m%d%H%M%S}"))


def code_of(reply: bytes) -> bytes:
    """The code in the answer to a registration (0x8100); nothing if there is none."""
    inner = reply.strip(b"\x7e").replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    taken = inner[:2] == b"\x81\x00" and len(inner) > 15 and inner[14] == 0
    return inner[15:-1] if taken else b""


def _jt808(message: int, phone: str, serial: int, body: bytes) -> bytes:
    head = message.to_bytes(2, "big") + len(body).to_bytes(2, "big")
    whole = head + bytes.fromhex(phone) + (serial & 0xFFFF).to_bytes(2, "big") + body
    check = 0
    for byte in whole:
        check ^= byte
    inner = whole + bytes([check])
    escaped = inner.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")
    return bytes([MARK]) + escaped + bytes([MARK])


def _china(time_us: int) -> datetime:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time_us)).astimezone(CHINA)
