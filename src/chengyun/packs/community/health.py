"""The booth’s visits: health data, for health units alone. A doctor decides; nothing else does."""

from chengyun.packs.api import Chain, Register
from chengyun.packs.community import words
from chengyun.packs.community.registers import f, stage

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
        stage("booked", "预约", "Booked", "1swd"),
        stage("confirmed", "已排号", "Place given", "", ("slot_on", "half", "booth")),
        stage("measured", "已测量，待医生", "Measured, for a doctor", "4uh", ("fit",),
              ("booked", "confirmed"), by="flag",
              limits=(("high", "1uh"), ("urgent", "1uh"), ("single", "1uh"),
                      ("unscored", "1uh"), ("low", "4uh"), ("none", "24uh"))),
        stage("decided", "医生已决定", "Decided by a doctor", "7sd", ("decision", "because"),
              ("measured",), back=("measured",), roles=DOCTORS),
        stage("closed", "随访结束", "Followed up", "", ("followed",), ("decided",), ends=True,
              roles=DOCTORS),
        stage("missed", "未到", "Did not come", "", (), ("booked", "confirmed"), ends=True),
    ),
)  # fmt: skip
VISIT = Register(
    key="booth_visit", title_zh="云医院就诊", title_en="Visits to the booth", name="matter",
    strict=True, unit_kinds=HEALTH, see=("handler", "grid_officer", "leader", "administrator"),
    write=("handler", "grid_officer"), chain="booth_care", order=50, keep_days=1825,
    fields=(
        f("matter", "来意", "What for", needed=True,
          help_zh="一句话，请勿写姓名。", help_en="In a sentence, without names."),
        f("wanted_on", "希望日期", "Day wished for", "day"),
        f("half", "时段", "Half-day", "choice", options=words.HALF),
        f("booth", "诊间", "Booth", "link", register="cloud_booth"),
        f("slot_on", "排号日期", "Given for", "day"),
        f("fit", "适用对象", "Who", "choice", options=words.FIT,
          help_zh="未满 16 岁和孕产妇不评分，直接由医生查看。",
          help_en="Under 16 and in pregnancy nothing is scored: a doctor looks at once."),
        f("respiration", "呼吸", "Respiration", "whole", unit="次/分", minimum=0, maximum=80),
        f("spo2", "血氧饱和度", "SpO₂", "whole", unit="%", minimum=40, maximum=100),
        f("scale", "血氧标度", "SpO₂ scale", "choice", options=words.SCALES),
        f("air", "吸氧", "Air or oxygen", "choice", options=words.AIR),
        f("systolic", "收缩压", "Systolic", "whole", unit="mmHg", minimum=30, maximum=300),
        f("pulse", "脉搏", "Pulse", "whole", unit="次/分", minimum=10, maximum=300),
        f("conscious", "意识", "Consciousness", "choice", options=words.CONSCIOUS),
        f("temperature", "体温", "Temperature", "number", unit="℃", minimum=25, maximum=45),
        f("flag", "建议级别", "Suggested", "choice", options=words.FLAGS),
        f("why", "评分理由", "Reasons", "told"),
        f("decision", "医生决定", "Doctor’s decision", "choice", options=words.DECISIONS),
        f("because", "决定依据", "For what reason", "long"),
        f("followed", "随访情况", "Followed up", "long"),
        f("who", "姓名", "Name", "person", needed=True),
        f("phone", "电话", "Telephone", "phone", personal=True),
        f("identity", "身份证件号", "Identity number", personal=True),
        f("history", "病史、用药、过敏", "History, medicine, allergies", "long", personal=True),
    ),
)  # fmt: skip
