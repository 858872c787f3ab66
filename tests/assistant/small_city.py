"""A small fictional city: six matters in two districts whose values differ, and one notice."""

from __future__ import annotations

from pathlib import Path

CITY, NORTH, SOUTH = "980100", "980102", "980103"

_REGIONS = """
- {code: "980100", name: 样例市, level: 市级, keywords: [全市]}
- {code: "980102", name: 北区, level: 县级, parent: "980100", keywords: [北边]}
- {code: "980103", name: 南区, level: 县级, parent: "980100", keywords: [南边]}
"""

_DEPARTMENTS = """
police:
  names: {"980100": 样例市公安局, "980102": 样例市公安局北区分局, "980103": 样例市公安局南区分局}
  phones: {"980100": 0000-61010001, "980102": 0000-62010001, "980103": 0000-63010001}
  complaints: {"980100": 0000-61010099, "980102": 0000-62010099, "980103": 0000-63010099}
civil:
  names: {"980100": 样例市民政局, "980102": 样例市北区民政局, "980103": 样例市南区民政局}
  phones: {"980100": 0000-61020001, "980102": 0000-62020001, "980103": 0000-63020001}
  complaints: {"980100": 0000-61020099, "980102": 0000-62020099, "980103": 0000-63020099}
"""

_WINDOWS = """
- window_id: city-hall
  name: 样例市政务大厅
  region_code: "980100"
  address: 样例市样板大道1号
  phone: 0000-61000001
  longitude: 126.1
  latitude: 30.1
  opening_hours: [{days: [1, 2, 3, 4, 5], opens: '09:00', closes: '17:00'}]
- window_id: north-police
  name: 北区派出所户籍窗口
  region_code: "980102"
  address: 北区梧桐样板路8号
  phone: 0000-62010011
  opening_hours: [{days: [1, 2, 3, 4, 5], opens: '09:00', closes: '12:00'}]
- window_id: south-police
  name: 南区派出所户籍窗口
  region_code: "980103"
  address: 南区银杏样板路6号
  phone: 0000-63010011
  opening_hours: [{days: [1, 2, 3, 4, 5], opens: '08:30', closes: '17:30'}]
"""

_DOMAINS = """
identity_card: 居民身份证
exit_entry: 出入境证件
household_registration: 户口
elderly: 养老服务
food_licence: 食品经营
"""

_OUT_OF_SCOPE = """
- 红烧肉怎么做
- 明天会不会下雨
- 给我讲个笑话
- 手机屏幕碎了去哪修
- 股票什么时候能涨
- 跟对象吵架了怎么哄
- 护士执业证延期注册
- 导游证考试报名
- 旅行社业务经营许可
- 农药经营要什么许可
- 空调不制冷是什么毛病
- 带老人去旅游三天怎么安排
- 附近哪家火锅好吃
- 帮我写一首诗
- 电脑蓝屏了怎么办
- 世界杯谁赢了
- 猫不吃东西怎么办
- 减肥每天吃什么
- 高考志愿怎么填
- 快递三天没到找谁
"""

_LOSS = """
matter: id-card-loss-reissue
task_name: 居民身份证丢失补领
aliases: [身份证丢了, 补办身份证, 身份证丢失, 挂失补办身份证, 身份证找不到了]
domain: identity_card
summary: 居民身份证丢失以后，补领一张新的身份证。
department: police
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/id-card-loss-reissue
demonstration: true
by_law: [{name: 居民身份证法, article: 第十一条, content: 丢失证件的应当申请补领。}]
accept_condition: [已登记常住户口, 原证确已丢失]
materials:
  - {material_name: 居民户口簿, original: 原件, source_explain: 公安机关核发}
  - {material_name: 补领登记表, original: 原件, source_explain: 窗口打印}
fees: [{fee_name: 居民身份证工本费（丢失补领）, fee_stand: 40元/证, amount: 40, by_law: 收费标准通知}]
is_fee: true
promise_type: 工作日
handle_flow:
  - {name: 收件, description: 到户籍窗口取号}
  - {name: 送达, description: 领取新证}
limit_scene_num: 1
is_online: false
is_schedule: true
schedule_explain: 可以在小程序预约
is_express: true
result_name: 居民身份证
result_type: 证照
questions:
  - {question: 丢了身份证要不要登报声明？, answer: 不用登报，到窗口说明就可以补领。}
regions:
  "980102": {promise_day: 15, windows: [north-police]}
  "980103": {promise_day: 20, windows: [south-police]}
"""

_RENEWAL = """
matter: id-card-expiry-renewal
task_name: 居民身份证到期换领
aliases: [身份证到期换证, 身份证过期了, 身份证快到期了, 换身份证]
domain: identity_card
summary: 居民身份证有效期满，换领一张新的身份证。
department: police
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/id-card-expiry-renewal
demonstration: true
accept_condition: [持有的居民身份证有效期已满或者即将期满]
materials:
  - {material_name: 到期的居民身份证, original: 原件, source_explain: 公安机关核发}
fees: [{fee_name: 居民身份证工本费（到期换领）, fee_stand: 20元/证, amount: 20, by_law: 收费标准通知}]
is_fee: true
handle_flow: [{name: 收件, description: 到户籍窗口取号}]
is_online: false
result_name: 居民身份证
regions:
  "980102": {promise_day: 15, windows: [north-police]}
  "980103": {promise_day: 20, windows: [south-police]}
"""

_PASSPORT = """
matter: passport-renewal
task_name: 普通护照换发
aliases: [护照过期换新, 换护照, 护照到期换发, 更换护照]
domain: exit_entry
summary: 护照有效期不足一年或者已经过期，换发新的护照。
department: police
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/passport-renewal
demonstration: true
accept_condition: [有效期不足一年或者已经过期]
materials:
  - {material_name: 原普通护照, original: 原件, source_explain: 移民管理机构核发}
fees: [{fee_name: 普通护照工本费, fee_stand: 120元/本, amount: 120, by_law: 收费标准通知}]
is_fee: true
promise_day: 7
handle_flow: [{name: 受理, description: 到出入境窗口采集指纹}]
link_addr: https://sample.example/online/passport
is_online: true
online_flow: [{name: 填报, description: 在网页填写申请}]
windows: [city-hall]
result_name: 普通护照
"""

_NEWBORN = """
matter: newborn-registration
task_name: 新生儿出生登记
aliases: [给孩子上户口, 新生儿落户, 宝宝上户口, 小孩报户口]
domain: household_registration
summary: 孩子出生以后，登记常住户口。
department: police
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/newborn-registration
demonstration: true
situations:
  - id: parents
    question: 孩子的父母是哪种情况？
    options:
      - {id: married, name: 父母已婚, keywords: [已婚, 结婚了]}
      - {id: single, name: 非婚生育, keywords: [未婚, 没结婚]}
      - {id: abroad, name: 在国外出生, keywords: [国外, 海外]}
materials:
  - {material_name: 入户申请书, original: 原件, source_explain: 窗口领取}
  - {material_name: 国内出生医学证明, original: 原件, source_explain: 医院签发, condition: parents != "abroad"}
  - {material_name: 父母居民户口簿, original: 原件, source_explain: 公安机关核发, condition: parents == "married"}
  - {material_name: 父母结婚证, original: 原件, source_explain: 民政部门核发, condition: parents == "married"}
  - {material_name: 抚养关系说明, original: 原件, source_explain: 监护人书写, condition: parents == "single"}
  - {material_name: 亲子鉴定意见书, original: 原件, source_explain: 鉴定机构出具, condition: parents == "single"}
  - {material_name: 国外出生证件公证, original: 原件, source_explain: 公证机构出具, condition: parents == "abroad"}
  - {material_name: 回国使用的旅行证件, original: 原件, source_explain: 使领馆核发, condition: parents == "abroad"}
  - {material_name: 外文证件译本, original: 原件, source_explain: 翻译机构出具, condition: parents == "abroad"}
fees: []
is_fee: false
fee_explain: 不收费
promise_day: 0
windows: [city-hall]
result_name: 居民户口簿
"""

_SENIOR = """
matter: senior-allowance
task_name: 高龄津贴发放
aliases: [高龄津贴, 老人八十岁补贴, 高龄老人补贴]
domain: elderly
summary: 给年满八十周岁的老人按月发放津贴。
department: civil
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/senior-allowance
demonstration: true
accept_condition: [年满80周岁]
materials:
  - {material_name: 老人的居民身份证, original: 原件, source_explain: 公安机关核发}
is_fee: false
fee_explain: 不收费
promise_day: 10
result_name: 高龄津贴
windows: [city-hall]
regions:
  "980102": {benefit_explain: 每人每月150元。}
  "980103": {benefit_explain: 每人每月80元。}
"""

_STALL = """
matter: night-market-stall
task_name: 夜市摊位备案
aliases: [夜市摆摊, 摆地摊, 夜市摊位]
domain: food_licence
summary: 在夜市经营摊位以前备案。
department: civil
version: "2026.1"
effective_from: 2026-01-01
source_url: https://sample.example/guides/night-market-stall
demonstration: true
accept_condition: [在夜市开放的路段经营]
materials:
  - {material_name: 摊主身份证, original: 复印件, source_explain: 公安机关核发}
is_fee: false
fee_explain: 不收费
promise_day: 3
windows: [north-police]
regions:
  "980102": {}
"""

_EXPRESSIONS = """
id-card-loss-reissue:
  - 我身份证弄丢了想重新办一张
  - 钱包被偷了身份证也没了
  - 身份证不见了怎么补
  - 丢失身份证补办一张
  - 证件遗失想补领身份证
id-card-expiry-renewal:
  - 我的身份证还有一个月就过期了
  - 身份证有效期到了想换新的
  - 老身份证到期换一张
  - 身份证过期换新
passport-renewal:
  - 我的护照快过期了想换本新的
  - 护照到期了怎么换
  - 更换普通护照
  - 护照只剩半年有效期了
newborn-registration:
  - 刚生的宝宝怎么落户
  - 小孩出生了想报户口
  - 婴儿上户口
  - 娃娃满月了还没上户口
senior-allowance:
  - 老人满八十了怎么领钱
  - 我奶奶八十五岁有没有补贴
  - 高龄老人每个月的津贴
  - 八十岁以上老人津贴申请
night-market-stall:
  - 我想在夜市摆个摊
  - 摆摊要到哪里登记
  - 夜市经营摊位备案
  - 晚上出来摆地摊
"""

_NOTICE = """---
title: 样例市冬季供暖时间安排
region_code: "980100"
publisher: 样例市城市管理局
source_url: https://sample.example/notices/heating
effective_from: 2026-01-01
demonstration: true
---
样例市冬季供暖时间为每年11月15日至次年3月15日。供暖期间室内温度不低于18摄氏度。
供暖温度不达标的，居民可以向供热单位申请测温，测温不收取任何费用。
"""

MATTERS: dict[str, str] = {
    "id-card-loss-reissue": _LOSS,
    "id-card-expiry-renewal": _RENEWAL,
    "passport-renewal": _PASSPORT,
    "newborn-registration": _NEWBORN,
    "senior-allowance": _SENIOR,
    "night-market-stall": _STALL,
}
"""The YAML of each matter."""


def write_city(folder: Path) -> Path:
    """Write the city as a folder that `read_city` and `read_folder` read."""
    files = {
        "regions.yaml": _REGIONS,
        "departments.yaml": _DEPARTMENTS,
        "windows.yaml": _WINDOWS,
        "domains.yaml": _DOMAINS,
        "out_of_scope.yaml": _OUT_OF_SCOPE,
        "expressions/all.yaml": _EXPRESSIONS,
        "documents/heating.md": _NOTICE,
        **{f"guides/{matter}.yaml": text for matter, text in MATTERS.items()},
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder
