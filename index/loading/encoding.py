"""Bytes into text: which Chinese encoding a file is in, decoded strictly or refused.

Several encodings often decode the same bytes without complaint (any Big5 text is almost always valid GB18030), so a
strict decoder is not enough: of the readings that decode, the one whose characters are the most usual in Chinese wins,
and a reading whose characters are too unusual is refused rather than shown as mojibake. It knows no file format.
"""

from __future__ import annotations

import codecs
import math
import unicodedata
from functools import cache

from index.errors import LoadError

# The thousand most frequent characters of Chinese news, most frequent first, and their traditional forms.
_SIMPLIFIED = (
    "的一人在中和有是国用以行了不个为会发大上法业这可作年工时要定应地理民对动第生能我到部当方出来者新全条"
    "关日进公市们成务区开下建机政家本管设经实同主多于等文你现十合规通员分产其事安过提保自后件展数化将使加"
    "体学面月制或高他前所并内如重程门表就力据三代与也资目及场得长期入量更最二位水系电之性单度品道持交运处"
    "示服报物共计外平元相间项情好式统它果任美点信组施解都查还活网需院车利天小子强明正从次器级接但社些向心"
    "由基被名意构标责因源供调说比而种收特议问常案护记已金海题技万证立总委府户然此近四指看起例企台受取结推"
    "司改防导该监科创路各支两办集增求息很布备没置五城联教具照里军商权依选营决造续准治术流确列无省境费消检"
    "知南告认原口请装手环专变包今做类队让至令传书反线医样西局何质款北容么完放步领着未命村称非东按参育复县"
    "给划存斯打域价型格去党游况达只回助图想序农团职引气态习整色际战每预模织视协直广执验警节济限快少效义华"
    "举影带深审风显研山投注配优众测码试编转算别违采空先客许功界超约亿律核值州老根论范升身易形首险字某负那"
    "站除排控己获群版督见克始感六河识江世则观批速响输球必志维益周百精录章京止房赛清把击几救乡积再财份且评"
    "号承致考俄头率校申围像罚极健库诉宣食互尔密什断亚象严端愿女降连害策八修究障师言语居七话段终察载料低简"
    "属历予失张股片移普航养林送难符销边即马适热旅卫络真较港友写拉才融势望候落罗急措疗越启兴坚额住争货停火"
    "九青士央官走药镇干随层病园罪土便席足米景神担德仅演灾频帮继离税切访登故享康索播犯软史满充破售择状智损"
    "另双够介补括花红染善李儿稳往免爱突读光减购希污乌巴援换乐略铁操付讲兰闻雨王绿筑退托纳太均判找素英涉培"
    "键副促细思媒础派须印纪半湖武训留届革讯馆声族阳银占初票绍储待街扩孩签博庭船临材征油千底否余卡假错刑古"
    "戏又守函牌独架白禁危远微温轻块福季辆压疫石盘黄云买励尽紧欧板疑欢债星述室贸钱综析仍店辑汽劳阿遇她死献"
    "挥含音亲苏香富觉班似览早树龙念抗听困询页偿角署链艺伤追添幕飞裁释截针晚涨伊沙档谈聚遗招湾患卖春币误植"
    "差黑毒喜幅宁探鼓尼洲附辖良陆味履夏午男射阶套奖竞摄冲激异延练吸践绝驶岁杂拿驾短轮暴课讨避丰座兵估虽拟"
    "威夫订嫌画曾阅草血波陈跟洪庆朗骗隐厂私岛缺攻彩迎弹恢券篇甚奥抓童纷盖默哈哪露诈屏跨虚束逐刚亡靠眼固刘"
    "燃零田刻玩虑盟缓悉拥脑岸坏剧峰贴返桥松努诊账汇伙邮乎封澳浏硬顺递典洋韩垃疾圾搜爆楼脚侵川归讼贡饮矿怎"
)
_TRADITIONAL = (
    "的一人在中和有是國用以行了不個爲會發大上法業這可作年工時要定應地理民對動第生能我到部當方出來者新全條"
    "關日進公市們成務區開下建機政家本管設經實同主多於等文你現十合規通員分產其事安過提保自後件展數化將使加"
    "體學面月制或高他前所並內如重程門表就力據三代與也資目及場得長期入量更最二位水系電之性單度品道持交運處"
    "示服報物共計外平元相間項情好式統它果任美點信組施解都查還活網需院車利天小子強明正從次器級接但社些向心"
    "由基被名意構標責因源供調說比而種收特議問常案護記已金海題技萬證立總委府戶然此近四指看起例企臺受取結推"
    "司改防導該監科創路各支兩辦集增求息很布備沒置五城聯教具照裏軍商權依選營決造續準治術流確列無省境費消檢"
    "知南告認原口請裝手環專變包今做類隊讓至令傳書反線醫樣西局何質款北容麼完放步領着未命村稱非東按參育復縣"
    "給劃存斯打域價型格去黨遊況達只回助圖想序農團職引氣態習整色際戰每預模織視協直廣執驗警節濟限快少效義華"
    "舉影帶深審風顯研山投注配優衆測碼試編轉算別違採空先客許功界超約億律核值州老根論範升身易形首險字某負那"
    "站除排控己獲羣版督見克始感六河識江世則觀批速響輸球必志維益周百精錄章京止房賽清把擊幾救鄉積再財份且評"
    "號承致考俄頭率校申圍像罰極健庫訴宣食互爾密什斷亞象嚴端願女降連害策八修究障師言語居七話段終察載料低簡"
    "屬歷予失張股片移普航養林送難符銷邊即馬適熱旅衛絡真較港友寫拉才融勢望候落羅急措療越啓興堅額住爭貨停火"
    "九青士央官走藥鎮幹隨層病園罪土便席足米景神擔德僅演災頻幫繼離稅切訪登故享康索播犯軟史滿充破售擇狀智損"
    "另雙夠介補括花紅染善李兒穩往免愛突讀光減購希污烏巴援換樂略鐵操付講蘭聞雨王綠築退托納太均判找素英涉培"
    "鍵副促細思媒礎派須印紀半湖武訓留屆革訊館聲族陽銀佔初票紹儲待街擴孩籤博庭船臨材徵油千底否餘卡假錯刑古"
    "戲又守函牌獨架白禁危遠微溫輕塊福季輛壓疫石盤黃雲買勵盡緊歐板疑歡債星述室貿錢綜析仍店輯汽勞阿遇她死獻"
    "揮含音親蘇香富覺班似覽早樹龍念抗聽困詢頁償角署鏈藝傷追添幕飛裁釋截針晚漲伊沙檔談聚遺招灣患賣春幣誤植"
    "差黑毒喜幅寧探鼓尼洲附轄良陸味履夏午男射階套獎競攝衝激異延練吸踐絕駛歲雜拿駕短輪暴課討避豐座兵估雖擬"
    "威夫訂嫌畫曾閱草血波陳跟洪慶朗騙隱廠私島缺攻彩迎彈恢券篇甚奧抓童紛蓋默哈哪露詐屏跨虛束逐剛亡靠眼固劉"
    "燃零田刻玩慮盟緩悉擁腦岸壞劇峯貼返橋松努診賬匯夥郵乎封澳瀏硬順遞典洋韓垃疾圾搜爆樓腳侵川歸訟貢飲礦怎"
)

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# cp950 and big5hkscs both extend Big5; GB18030 holds GBK and GB2312. Earlier ones win a tie.
_CANDIDATES = ("gb18030", "cp950", "big5hkscs", "utf-16-le", "utf-16-be")
_SAMPLE_CHARACTERS = 20_000
# Natural-log likelihood of one character. News paragraphs average -5.2 per character that is not ASCII, the least
# usual 20 characters of 2,300 paragraphs -7.4; the same bytes in a wrong encoding, or Japanese, come below -8.4.
_LEAST_LIKELIHOOD = -7.9
_LEAST_LIKELIHOOD_OF_FEW = -8.6
_ENOUGH_CHARACTERS = 20
_SURE_LIKELIHOOD = -7.5
_SHORT_BYTES = 400
_RARE_HAN = -12.0
_NEVER = -25.0
_MAGIC = (
    (b"%PDF-", "PDF 文件", ".pdf"),
    (b"PK\x03\x04", "ZIP 或 Office 文件", ".docx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件", ".docx"),
    (b"\x89PNG", "PNG 图片", ""),
    (b"\xff\xd8\xff", "JPEG 图片", ""),
    (b"GIF8", "GIF 图片", ""),
    (b"\x7fELF", "可执行程序", ""),
    (b"\x1f\x8b", "gzip 压缩文件", ""),
    (b"\xfd7zXZ\x00", "xz 压缩文件", ".jsonl.xz"),
    (b"Rar!", "RAR 压缩文件", ""),
    (b"7z\xbc\xaf", "7z 压缩文件", ""),
    (b"SQLite format 3\x00", "数据库文件", ""),
)


@cache
def _likelihoods() -> dict[str, float]:
    table: dict[str, float] = {}
    for characters in (_TRADITIONAL, _SIMPLIFIED):
        table |= {character: -3.9 - 0.005 * rank for rank, character in enumerate(characters)}
    table |= dict.fromkeys("，。、；：？！“”‘’（）《》—…·「」『』【】〔〕　％", -4.0)
    return table


@cache
def _character_likelihood(character: str) -> float:
    """Natural log of about how likely a character is in Chinese text."""
    known = _likelihoods().get(character)
    if known is not None:
        return known
    code = ord(character)
    if code < 0x80:
        if character.isalnum() or character in " \t\n\r\f":
            return -3.0
        return -4.5 if character.isprintable() else _NEVER
    if 0x4E00 <= code <= 0x9FFF:
        return _han_likelihood(character)
    if 0xFF01 <= code <= 0xFF5E or 0x2460 <= code <= 0x24FF or 0x2000 <= code <= 0x206F or 0x3000 <= code <= 0x303F:
        return -8.0
    if 0x3400 <= code <= 0x4DBF or code >= 0x20000 or 0xF900 <= code <= 0xFAFF:
        return _RARE_HAN - 2
    category = unicodedata.category(character)
    if category in ("Co", "Cn", "Cc", "Cs"):
        return _NEVER
    return -10.0


def _han_likelihood(character: str) -> float:
    """By the level that the national standards give a character: 1 is common, 2 is not, the rest is rare."""
    best = _RARE_HAN
    for encoding, first_of_level_2, value in (("gb2312", 0xD8, -9.2), ("big5", 0xC9, -9.8)):
        try:
            lead = character.encode(encoding)[0]
        except UnicodeEncodeError:
            continue
        best = max(best, value if lead < first_of_level_2 else -11.5)
    return best


def _sample(text: str) -> str:
    if len(text) <= _SAMPLE_CHARACTERS:
        return text
    part = _SAMPLE_CHARACTERS // 3
    middle = len(text) // 2
    return text[:part] + text[middle : middle + part] + text[-part:]


def likelihood(text: str) -> tuple[float, float]:
    """(sum over the characters, mean over those that are not ASCII) of the log likelihood of a sample of `text`."""
    total = foreign = 0.0
    count = 0
    for character in _sample(text):
        value = _character_likelihood(character)
        total += value
        if ord(character) >= 0x80 or value == _NEVER:
            foreign += value
            count += 1
    return total, (foreign / count if count else 0.0)


def _strictly(data: bytes, encoding: str) -> str:
    """`data` decoded, or an empty string where the encoding does not fit (no caller passes empty data)."""
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, UnicodeError):
        return ""


def decode(data: bytes, name: str) -> str:
    """The text of `data` without its byte-order mark; `name` is the file named in errors.

    Raises LoadError when the bytes are no text, or no encoding gives plausible Chinese.
    """
    for magic, kind, suffix in _MAGIC:
        if data.startswith(magic):
            advice = f"请把扩展名改为 {suffix} 后重试" if suffix else "请换成文本文件"
            raise LoadError(f"{name}：内容是{kind}，不是文本；{advice}。")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            text = _strictly(data[len(mark) :], encoding)
            if text or len(data) == len(mark):
                return _refuse_binary(text, name)
            raise LoadError(
                f"{name}：文件头标明 {encoding.upper()}，但内容解不开，文件可能损坏；请另存为 UTF-8 后重试。"
            )
    utf8 = _strictly(data, "utf-8")
    if utf8 and "\0" not in utf8:
        return _refuse_binary(_utf8_or_other(utf8, data), name)
    return _most_likely(data, name)


def _utf8_or_other(utf8: str, data: bytes) -> str:
    """`utf8`, unless `data` is so short that another reading is far more likely.

    A few GBK words (联通 is the famous one) are valid UTF-8 and read as lone letters of far alphabets; a few Chinese
    characters in UTF-16 without a mark read as ASCII noise.
    """
    if len(data) > _SHORT_BYTES:
        return utf8
    if utf8.isascii():
        others = [e for e in ("utf-16-le", "utf-16-be") if len(data) % 2 == 0 and _looks_like_utf16(data, e)]
    elif any(ord(c) >= 0x800 or (c.isascii() and c.isalpha()) for c in utf8):
        return utf8
    else:
        others = ["gb18030"]
    readings = [(likelihood(text), text) for text in (_strictly(data, encoding) for encoding in others) if text]
    (total, mean), text = max(readings, default=((-math.inf, -math.inf), ""))
    return text if total > likelihood(utf8)[0] and mean > _SURE_LIKELIHOOD else utf8


def _refuse_binary(text: str, name: str) -> str:
    sample = _sample(text)
    controls = sum(1 for c in sample if c < " " and c not in "\t\n\r\f\v\x1b\x1c\x1a")
    if controls > len(sample) * 0.002 + 1:
        raise LoadError(f"{name}：含有大量控制字符，像是二进制文件而不是文本；请检查文件或换成文本文件。")
    return text


def _most_likely(data: bytes, name: str) -> str:
    best_text, best_total, best_mean = "", -math.inf, -math.inf
    for encoding in _CANDIDATES:
        if encoding.startswith("utf-16") and (len(data) % 2 or not _looks_like_utf16(data, encoding)):
            continue
        if not encoding.startswith("utf-16") and b"\0" in data:
            continue
        text = _strictly(data, encoding)
        if not text:
            continue
        total, mean = likelihood(text)
        # Likelihoods compare readings of the same bytes: a sample of a longer reading covers fewer of them.
        total *= len(text) / max(1, len(_sample(text)))
        if total > best_total:
            best_text, best_total, best_mean = text, total, mean
    foreign = sum(ord(character) >= 0x80 for character in _sample(best_text))
    if best_mean >= (_LEAST_LIKELIHOOD if foreign >= _ENOUGH_CHARACTERS else _LEAST_LIKELIHOOD_OF_FEW):
        return _refuse_binary(best_text, name)
    raise LoadError(f"{name}：{_why_undecodable(data)}；请用编辑器另存为 UTF-8 编码的文本后重试。")


def _looks_like_utf16(data: bytes, encoding: str) -> bool:
    """Chinese in UTF-16 has its line ends and Latin letters as NUL pairs, or its high bytes in 4E..9F and 30, FF."""
    high = data[1::2] if encoding == "utf-16-le" else data[::2]
    high = high[:4000]
    usual = sum(1 for byte in high if 0x4E <= byte <= 0x9F or byte in (0x00, 0x20, 0x30, 0xFF))
    return usual >= len(high) * 0.9


def _why_undecodable(data: bytes) -> str:
    if b"\0" in data:
        return "含有空字节，像是二进制文件而不是文本"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        valid = data[: error.start].decode("utf-8")
        if sum(1 for c in valid if ord(c) >= 0x800) >= 10:
            return f"像 UTF-8，但第 {error.start + 1} 个字节 0x{data[error.start]:02X} 不合法，文件可能损坏或被截断"
    guess = _guess(data)
    return f"不是 UTF-8、GB18030、Big5 或 UTF-16 的中文文本{f'（像 {guess}）' if guess else ''}"


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:20_000]).best()
    return best.encoding if best is not None else ""
