"""People whom only the text names: witnesses, children, friends, third persons."""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import date
from functools import cache

from sharedcourt.judgments.anonymising.ordinary import OUTSIDER, Reading, is_word, reading
from sharedcourt.judgments.structure.people import ORGANISATION
from sharedcourt.judgments.text import ROLE, Squeezed
from sharedcourt.law.publication_names import COMPOUND_SURNAMES, Role, is_minor

Count = Callable[[str], int]  # how often something stands in the text; remembered
SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖闫付代涂覃岳邸仝苟佟刀"
)
# Characters with which something else than a given name begins.
_NOT_GIVEN = frozenset(
    "于在系与向和的称对将为及通代转出签到作因未已名等又所表认应承不以是有其被由从至按依要收处提同意购经之该此则并且或者给把让就都也还很了着过，。；：、（）“”《》·\n0123456789"
)
# Characters that no second character of a name is, whoever is told of.
_NEVER_GIVEN = frozenset("于在系与的称对将为及了着，。；：、（）“”《》·\n0123456789")
_KIN = (
    r"(?:其|原告之|被告之|双方|[之的])?(?:妻子|丈夫|老婆|老公|爱人|男友|女友|男朋友|女朋友|姐夫|嫂子|弟媳|表[哥弟姐妹]|堂[哥弟姐妹]|[育生]有一[子女]|[育生]有[子女]|也就是|前妻|前夫|父亲|母亲|儿子|女儿|长子|次子|长女|次女|婚生[一二三]?[子女]|婚生子女|非婚生[子女]|哥哥|弟弟|姐姐|妹妹|配偶|朋友|同事|邻居|同学|亲戚|岳父|岳母|舅舅|舅妈|叔叔|伯父|姑姑|姑父|姨妈|姨父|爷爷|奶奶|祖父|祖母|外公|外婆|孙子|孙女|女婿|儿媳|行人|真名|本名|真实姓名|公公|婆婆|外甥|侄子|"
    r"其[妻夫父母子女兄弟姐妹])"
)
_BEFORE = re.compile(rf"(?P<role>{OUTSIDER}|{_KIN})(?:[名叫为系]|名叫)?[：]?(?=(?P<rest>[^\n]{{2,24}}))")
# 马小军（关系：同事，…）, 马秀英（系其母亲）
_TOLD_AFTER = re.compile(
    r"（(?:关系[：为]|系[^，。；）]{0,14}(?:妻|夫|父|母|子|女|兄|弟|姐|妹|配偶|同事|朋友|亲|员工|股东)|男，|女，|男）|女）|公民身份|身份证|手机|电话|曾用名|已故|已去世|殁)"
)
_KIN_AFTER = re.compile(r"(?<=[\u4e00-\u9fff])的?(?:老婆|老公|妻子|丈夫|爱人|父亲|母亲|儿子|女儿)")
_NICKNAMED = re.compile(
    r"(?:[小老阿][\u4e00-\u9fff]|[\u4e00-\u9fff](?:某|总|哥|姐|老板|先生|女士|师傅))（(?=[\u4e00-\u9fff]{2,4}）)"
)
_AFTER_NAME = re.compile(r"[辩诉述]?称|、|与|系|（|之间|的|同意|未作?答辩|经本院|签订|出具")
_AFTER_ROLE = re.compile(ROLE + r"(?=[\u4e00-\u9fff])")
_DOTTED = re.compile(r"[\u4e00-\u9fff]{1,6}(?:·[\u4e00-\u9fff]{2,6})+")
_LATIN = re.compile(r"(?:[A-Z][a-z]{1,20}){2,4}(?![A-Za-z])")
_NO_NAME = re.compile(
    r"^(?:支付|出具|签订|提供|提交|归还|承担|应(?:当|承|予|向|支|该|付|于|对)|未|已|经(?:本院|审|催|原|被|多|营)|向(?:本|原|被|法|其|银|第)|申请|主张|陈述(?:称|其|的|：)|银行|公司|登记|处|名下|账户|身份|信息|关系|权利|利益|方(?:式|面|可|法|案|应)|全部|全额|单位|和(?:被|原|第)|尚|曾(?:向|与|经|在|于)|双方|通过|仍|连带|相)"
)
_SHORT, _LONGEST_PART = 2, 4
_BORN = re.compile(r"^（(\d{4})年(\d{1,2})月(\d{1,2})日(?:出?生)")


def outsiders(squeezed: Squeezed, known: Collection[str], on: date) -> Iterator[tuple[str, str]]:
    """(name, role) of people whom the words before them introduce and the head does not name (`known`). `on` tells who is a minor."""
    text = squeezed.text
    count = cache(text.count)
    for match in _TOLD_AFTER.finditer(text):
        name = _name_before(text, match.start(), count)
        if name and not any(other.endswith(name) or name.endswith(other) for other in known):
            yield name, _role("", text[match.start() :][:40], on)
    for match in _KIN_AFTER.finditer(text):
        name = _name_before(text, match.start(), count)
        # 某某老婆: before these words stands much else, so the name must be told again.
        if (
            len(name) > _SHORT
            and count(name) > 1
            and not any(other.endswith(name) or name.endswith(other) for other in known)
        ):
            yield name, Role.OUTSIDER.value
    for match in _NICKNAMED.finditer(text):
        name = _name_at(text, match.end(), count, known)
        if name and text.startswith("）", match.end() + len(name)) and name not in known:
            yield name, Role.OUTSIDER.value
    for match in _BEFORE.finditer(text):
        at = match.end()
        name = _name_at(text, at, count, known)
        if not name:
            continue
        longest = max((other for other in known if text.startswith(other, at)), key=len, default="")
        # 石涛 of the head followed by a verb is no 石涛称; 石涛爱 is another person when he is named so again.
        if longest and (len(name) <= len(longest) or count(name) == 1):
            continue
        role = _role(match["role"], text[at + len(name) :][:40], on)
        yield name, role
        at += len(name)
        # 证人王某、刘某: those after the comma are called the same.
        while text.startswith("、", at):
            name = _name_at(text, at + 1, count, known)
            if not name:
                break
            if not any(text.startswith(other, at + 1) for other in known):
                yield name, role
            at += 1 + len(name)


def _name_before(text: str, at: int, count: Count) -> str:
    """The personal name that ends at a place; of three characters unless the last two stand alone elsewhere."""
    before = re.split(r"[^\u4e00-\u9fff]", text[max(0, at - 8) : at])[-1]
    found = [
        before[-length:] for length in (_SHORT + 1, _SHORT) if len(before) >= length and before[-length] in SURNAMES
    ]
    found = [
        name for name in found if not is_word(name[:_SHORT]) and not any(char in _NEVER_GIVEN for char in name[1:])
    ]
    if not found:
        return ""
    if len(found) > 1 and count(found[1]) > count(found[0]):
        return found[1]
    return found[0]


def called_parties(squeezed: Squeezed, known: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where 原告, 被告 and the like stand before what may be a name that the head does not have: to be looked at by a person."""
    text = squeezed.text
    count = cache(text.count)
    for match in _AFTER_ROLE.finditer(text):
        at = match.end()
        name = _name_at(text, at, count, known)
        if not name or is_word(name[:2]) or any(text.startswith(other, at) for other in known):
            continue
        if _AFTER_NAME.match(text, at + len(name)):
            yield at, at + len(name)


def _role(word: str, after: str, on: date) -> str:
    if word == "证人":
        return Role.WITNESS.value
    if word == "鉴定人":
        return Role.EXPERT.value
    if word in ("被害人", "受害人"):
        return Role.VICTIM.value
    born = _BORN.match(after)
    if born:
        try:
            if is_minor(date(int(born[1]), int(born[2]), int(born[3])), on):
                return Role.MINOR.value
        except ValueError:
            pass
    # Of a child whose birth is not told one cannot know: hidden as a minor is.
    return Role.MINOR.value if "婚生" in word else Role.OUTSIDER.value


def _name_at(text: str, at: int, count: Count, known: Collection[str] = ()) -> str:
    """The personal name that begins at a place, or nothing: by surname, by what follows, and by how often it comes with the same next character."""
    for pattern in (_DOTTED, _LATIN):
        found = pattern.match(text, at)
        if found:
            return _trimmed(found[0], count)
    rest = text[at : at + 24]
    if _NO_NAME.match(rest) or "某" in rest[:3]:
        return ""
    first = 2 if any(rest.startswith(compound) for compound in COMPOUND_SURNAMES) else 1
    if first == 1 and (not rest or rest[0] not in SURNAMES):
        return ""
    short, long = rest[: first + 1], rest[: first + 2]
    if len(short) < first + 1 or short[-1] in _NEVER_GIVEN:
        return ""
    end = re.search(r"[，。；：、（）\n]", rest)
    if ORGANISATION.search(rest[: end.start()] if end else rest):
        return ""
    if len(long) == first + 1 or long[-1] in _NOT_GIVEN:
        return (
            short
            if not is_word(short) or count(short) > 1 or reading(short, "", rest[len(short) :]) is Reading.PERSON
            else ""
        )
    # Where the shorter is told alone more often than the longer it is the name; what belongs to names of the head does not count.
    told = [other for other in known if other.startswith(short)]
    if short in told:
        return long if rest[len(long) : len(long) + 1] in _NOT_GIVEN else short
    return short if count(short) - sum(map(count, told)) > count(long) else long


def _trimmed(name: str, count: Count) -> str:
    """A dotted name runs into the words behind it: its last part ends where it is told again, else before what begins no name."""
    if name.isascii():
        return name
    head, _, tail = name.rpartition("·")
    for length in range(len(tail), _SHORT - 1, -1):
        candidate = f"{head}·{tail[:length]}"
        if tail[length - 1] not in _NEVER_GIVEN and count(candidate) > 1:
            return candidate
    ends = (at for at in range(_SHORT, len(tail)) if tail[at] in _NEVER_GIVEN)
    return f"{head}·{tail[: next(ends, _LONGEST_PART)]}"
