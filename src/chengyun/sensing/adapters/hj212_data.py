"""What HJ 212 packets say: commands, factors and their fields, and which of them are readings."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from chengyun.calendar.instants import micros
from chengyun.sensing.adapters.api import Reading
from chengyun.sensing.adapters.china import from_digits

REQUEST, NOTICE, DATA = "9011", "9013", "9014"


@dataclass(frozen=True)
class Command:
    """A command code (CN): what it is, over which period its values are, and how it is answered."""

    zh: str
    en: str
    period: str = ""
    answer: str = DATA
    read: bool = False
    since: str = "2017"


# HJ 212-2017 Annex C and, marked, the codes that 2025 adds. What a device sends on its own.
COMMANDS = {
    "1001": Command("上传数采仪硬件序号", "logger serial number", answer=NOTICE, since="2025"),
    "1011": Command("上传现场机时间", "device time"),
    "1013": Command("现场机时间校准请求", "asks for the time", answer=NOTICE),
    "1014": Command("现场机获取新密钥", "asks for a new key", answer=NOTICE, since="2025"),
    "1061": Command("上传实时数据间隔", "interval of real-time data"),
    "1062": Command("设置实时数据间隔", "set the interval of real-time data", answer=REQUEST),
    "1063": Command("上传分钟数据间隔", "interval of minute data"),
    "2011": Command("上传污染物实时数据", "real-time data", read=True),
    "2013": Command("上传原始监测数据", "raw data", since="2025"),
    "2021": Command("上传设备运行状态数据", "state of equipment", read=True),
    "2031": Command("上传污染物日历史数据", "day data", "day", read=True),
    "2041": Command("上传设备运行时间日历史数据", "running time of a day", "day", read=True),
    "2051": Command("上传污染物分钟数据", "minute data", "minute", read=True),
    "2052": Command(
        "上传噪声单次测量数据", "one noise measurement", "once", read=True, since="2025"
    ),
    "2061": Command("上传污染物小时数据", "hour data", "hour", read=True),
    "2062": Command("上传自动标样核查数据", "standard check", since="2025"),
    "2081": Command("上传数采仪开机时间", "start of the logger"),
    "2111": Command(
        "上传炉膛温度5分钟均值", "furnace temperature", "minute5", read=True, since="2025"
    ),
    "3015": Command("上传超标留样信息", "sample kept"),
    "3017": Command("上传采样时间周期", "sampling period"),
    "3018": Command("上传出样时间", "time to a result"),
    "3019": Command("上传设备唯一标识", "identity of equipment"),
    "3020": Command("上传现场机信息", "log, state or parameters"),
    "9011": Command("请求应答", "answer to a request", answer=""),
    "9012": Command("执行结果", "result of a request", answer=""),
    "9013": Command("通知应答", "answer to a notice", answer=""),
    "9014": Command("数据应答", "answer to data", answer=""),
    "9015": Command("心跳包", "heartbeat", answer=NOTICE, since="2025"),
    # Not in the national standard; local ones have it.
    "9021": Command("登录注册", "sign-in", answer=NOTICE, since=""),
}
UNKNOWN = Command("", "", answer=REQUEST)
# What a request to us is answered with (QnRtn): we carry out none; of an unknown CN we say so.
REFUSED, UNKNOWN_CN = "2", "8"

# The fields of a factor that are values; `rtd` and the states are the value, the others part of it.
PLAIN = ("rtd", "rs", "rt")
STATISTICS = ("avg", "min", "max", "cou", "data", "day_data", "night_data")
FOLDED = ("zs_rtd", "zs_avg", "zs_min", "zs_max")
VALUES = frozenset((*PLAIN, *STATISTICS, *FOLDED))
NUMBERS = VALUES | {"valid_num", "total_num"}
# Flags under which a value is passed on: none, normal, above the range; of air stations (2005)
# normal and weather. Stopped, maintenance, by hand, fault, calibration, no line are withheld.
PASSED = frozenset(("", "N", "T", "1", "3"))

Factors = dict[str, dict[str, float | str]]


def split(cp: str) -> tuple[dict[str, str], Factors]:
    """Parameters (names without `-`) and factors of a CP text."""
    params: dict[str, str] = {}
    factors: Factors = {}
    for item in filter(None, re.split("[;,]", cp)):
        name, _, value = item.partition("=")
        code, dash, field = name.strip().rpartition("-")
        if dash and code:
            known = snake(field)
            factors.setdefault(code, {})[known] = _value(known, value.strip())
        else:
            params[name.strip()] = value.strip()
    return params, factors


@lru_cache(256)
def snake(name: str) -> str:
    """`SampleTime` as `sample_time`, `ZsRtd` as `zs_rtd`, `EFlag` as `eflag`."""
    return re.sub("(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _value(field: str, value: str) -> float | str:
    if field not in NUMBERS:
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) and value.isascii() else value


def data_time(params: dict[str, str]) -> datetime | None:
    return from_digits(params.get("DataTime", ""))


def withheld(factors: Factors) -> dict[str, str]:
    """Factors whose flag says that the value is not a measurement, with that flag."""
    flags = {code: str(fields.get("flag", "")) for code, fields in factors.items()}
    return {code: flag for code, flag in flags.items() if flag not in PASSED}


def readings(mn: str, cn: str, moment: datetime, factors: Factors) -> tuple[Reading, ...]:
    """`<MN>.<code>` for the value itself, `<MN>.<code>.<period>.<field>` for statistics."""
    command = COMMANDS.get(cn, UNKNOWN)
    if not command.read:
        return ()
    bad, at = withheld(factors), micros(moment)
    return tuple(
        Reading(f"{mn}.{code}{name}", at, value, str(fields.get("flag", "")))
        for code, fields in factors.items()
        if code not in bad
        for name, value in _named(fields, command.period)
    )


def _named(fields: dict[str, float | str], period: str) -> Iterator[tuple[str, float]]:
    within = f".{period}" if period else ""
    for field, value in fields.items():
        if field in VALUES and isinstance(value, float):
            yield ("" if field in PLAIN else f"{within}.{field}"), value
