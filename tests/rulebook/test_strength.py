"""The words of a clause bound what it can carry."""

from __future__ import annotations

import pytest

from checker.model.outcome import Effect
from checker.rulebook.clause import strength_bound


@pytest.mark.parametrize(
    ("strength", "quote", "bound"),
    [
        ("鼓励", "鼓励企业使用绿电", Effect.ADVISE),
        ("支持", "支持建设", Effect.ADVISE),
        ("引导", "引导企业入园", Effect.ADVISE),
        ("探索", "探索建立碳账户", Effect.ADVISE),
        ("力争(有条件)", "新建厂房屋顶光伏覆盖率力争达到40%", Effect.ADVISE),
        ("推动", "推动工业园区屋顶分布式光伏开发", Effect.ADVISE),
        ("推广", "到2030年推广新能源汽车", Effect.ADVISE),
        ("推进+全部(100%)", "推进室外构筑物防护全部使用低挥发性有机物含量涂料", Effect.RECTIFY),
        ("推广…实现(数值)", "推广技术,实现废料回收率达98%,循环利用率达80%", Effect.RECTIFY),
        ("推进…达到50%(承接上句)", "涂料等原辅助材料达到50%", Effect.RECTIFY),
        ("推进", "全面推进绿色建造", Effect.RECTIFY),
        ("推动/鼓励", "推动清洁生产,鼓励循环", Effect.ADVISE),
        ("加快淘汰(国三)/鼓励(国四)", "加快淘汰国三,鼓励淘汰国四", None),
        ("加快淘汰(国三)\N{FULLWIDTH SOLIDUS}鼓励(国四)", "加快淘汰国三,鼓励淘汰国四", None),
        ("落实/支持", "落实要求,支持示范", None),
        ('上限("不超过")', "到2030年原煤消费量不超过25万吨", None),
        ("一票否决(全文唯一)", "实行“一票否决”制", None),
        ("", "没有写明语气", None),
    ],
)
def test_modal_words_bound_the_effect(strength: str, quote: str, bound: Effect | None) -> None:
    assert strength_bound(strength, quote) is bound
