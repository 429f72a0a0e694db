"""The booth’s visits: health data, for health units alone. A doctor decides; nothing else does."""

from chengyun.packs.api import Chain, Field, Register, Stage
from chengyun.packs.community import words

HEALTH = ("health",)
# Booth staff are the health unit’s grid officers; doctors are its handlers.
DOCTORS = ("handler",)
VITALS = (
    "fit", "respiration", "spo2", "scale", "air", "systolic", "pulse", "conscious", "temperature",
)  # fmt: skip
# Red flags: a doctor within the hour (the page counts 30 minutes from 7 points on). The terms are
# the district’s own; RCP 2017 asks for an urgent look from 5 on, or one alone 3.
CARE = Chain(
    key="booth_care",
    title_zh="云医院就诊",
    title_en="A visit to the booth",
    stages=(
        Stage("booked", "预约", "Booked", limit="1swd"),
        Stage("confirmed", "已排号", "Place given", needs=("slot_on", "half", "booth")),
        Stage("measured", "已测量，待医生", "Measured, for a doctor", limit="4uh", needs=("fit",),
              after=("booked", "confirmed"), by="flag",
              limits=(("high", "1uh"), ("urgent", "1uh"), ("single", "1uh"),
                      ("unscored", "1uh"), ("low", "4uh"), ("none", "24uh"))),
        Stage("decided", "医生已决定", "Decided by a doctor", limit="7sd",
              needs=("decision", "because"),
              after=("measured",), back=("measured",), roles=DOCTORS),
        Stage("closed", "随访结束", "Followed up", needs=("followed",), after=("decided",),
              ends=True,
              roles=DOCTORS),
        Stage("missed", "未到", "Did not come", after=("booked", "confirmed"), ends=True),
    ),
)  # fmt: skip
VISIT = Register(
    key="booth_visit", title_zh="云医院就诊", title_en="Visits to the booth", name="matter",
    strict=True, unit_kinds=HEALTH, see=("handler", "grid_officer", "leader", "administrator"),
    write=("handler", "grid_officer"), chain="booth_care", order=50, keep_days=1825,
    fields=(
        Field("matter", "来意", "What for", needed=True,
              help_zh="一句话，请勿写姓名。", help_en="In a sentence, without names."),
        Field("wanted_on", "希望日期", "Day wished for", "day"),
        Field("half", "时段", "Half-day", "choice", options=words.HALF),
        Field("booth", "诊间", "Booth", "link", register="cloud_booth"),
        Field("slot_on", "排号日期", "Given for", "day"),
        Field("fit", "适用对象", "Who", "choice", options=words.FIT,
              help_zh="未满 16 岁和孕产妇不评分，直接由医生查看。",
              help_en="Under 16 and in pregnancy nothing is scored: a doctor looks at once."),
        Field("respiration", "呼吸", "Respiration", "whole", unit="次/分", minimum=0, maximum=80),
        Field("spo2", "血氧饱和度", "SpO₂", "whole", unit="%", minimum=40, maximum=100),
        Field("scale", "血氧标度", "SpO₂ scale", "choice", options=words.SCALES),
        Field("air", "吸氧", "Air or oxygen", "choice", options=words.AIR),
        Field("systolic", "收缩压", "Systolic", "whole", unit="mmHg", minimum=30, maximum=300),
        Field("pulse", "脉搏", "Pulse", "whole", unit="次/分", minimum=10, maximum=300),
        Field("conscious", "意识", "Consciousness", "choice", options=words.CONSCIOUS),
        Field("temperature", "体温", "Temperature", "number", unit="℃", minimum=25, maximum=45),
        Field("flag", "建议级别", "Suggested", "choice", options=words.FLAGS),
        Field("why", "评分理由", "Reasons", "told"),
        Field("decision", "医生决定", "Doctor’s decision", "choice", options=words.DECISIONS),
        Field("because", "决定依据", "For what reason", "long"),
        Field("followed", "随访情况", "Followed up", "long"),
        Field("who", "姓名", "Name", "person", needed=True),
        Field("phone", "电话", "Telephone", "phone", personal=True),
        Field("identity", "身份证件号", "Identity number", personal=True),
        Field("history", "病史、用药、过敏", "History, medicine, allergies", "long", personal=True),
    ),
)  # fmt: skip
