// Cleaning and tokens in the page: textcls.text, rule by rule. tests/runs/test_live.py holds the two together.
"use strict";

const liveText = (() => {
  const NAMES = (
    "AElig Aacute Acirc Agrave Alpha Aring Atilde Auml Beta Ccedil Chi Dagger Delta ETH Eacute Ecirc " +
    "Egrave Epsilon Eta Euml Gamma Iacute Icirc Igrave Iota Iuml Kappa Lambda Mu Ntilde Nu OElig Oacute " +
    "Ocirc Ograve Omega Omicron Oslash Otilde Ouml Phi Pi Prime Psi Rho Scaron Sigma THORN Tau Theta " +
    "Uacute Ucirc Ugrave Upsilon Uuml Xi Yacute Yuml Zeta aacute acirc acute aelig agrave alefsym alpha " +
    "amp and ang aring asymp atilde auml bdquo beta brvbar bull cap ccedil cedil cent chi circ clubs cong " +
    "copy crarr cup curren dArr dagger darr deg delta diams divide eacute ecirc egrave empty emsp ensp " +
    "epsilon equiv eta eth euml euro exist fnof forall frac12 frac14 frac34 frasl gamma ge gt hArr harr " +
    "hearts hellip iacute icirc iexcl igrave image infin int iota iquest isin iuml kappa lArr lambda lang " +
    "laquo larr lceil ldquo le lfloor lowast loz lrm lsaquo lsquo lt macr mdash micro middot minus mu " +
    "nabla nbsp ndash ne ni not notin nsub ntilde nu oacute ocirc oelig ograve oline omega omicron oplus " +
    "or ordf ordm oslash otilde otimes ouml para part permil perp phi pi piv plusmn pound prime prod prop " +
    "psi quot rArr radic rang raquo rarr rceil rdquo real reg rfloor rho rlm rsaquo rsquo sbquo scaron " +
    "sdot sect shy sigma sigmaf sim spades sub sube sum sup sup1 sup2 sup3 supe szlig tau there4 theta " +
    "thetasym thinsp thorn tilde times trade uArr uacute uarr ucirc ugrave uml upsih upsilon uuml weierp " +
    "xi yacute yen yuml zeta zwj zwnj apos"
  ).split(" ");
  const TAG = /<[a-zA-Z/!][^<>]*>/g;
  const ENTITY = new RegExp(`&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|(${NAMES.join("|")}));`, "g");
  const INVISIBLE = /[\u00ad\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
  const CONTROL = /[\x00-\x1f\x7f-\x9f\u200b\ud800-\udfff]/gu;
  const WINDOWS = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";
  const ROUNDS = 4;
  const ASCII = /^[\x00-\x7f]*$/;
  const found = (pattern, text) => new RegExp(pattern.source).test(text);

  // The two names that HTML 5 gives other characters than HTML 4 did.
  const HTML4 = { lang: "\u2329", rang: "\u232a" };
  const decoder = document.createElement("textarea");
  function character(whole, decimal, hexadecimal, name) {
    if (name !== undefined) {
      decoder.innerHTML = whole;
      return HTML4[name] ?? decoder.value;
    }
    const code = decimal !== undefined ? parseInt(decimal, 10) : parseInt(hexadecimal, 16);
    return code < 0x110000 ? String.fromCodePoint(code) : " ";
  }

  function cleanOnce(text) {
    text = text.replace(ENTITY, character).replace(TAG, " ");
    if (!ASCII.test(text)) {
      text = text.replace(/[\x80-\x9f]/g, (c) => WINDOWS[c.charCodeAt(0) - 0x80]).replace(INVISIBLE, "");
    }
    return text.replace(CONTROL, " ").normalize("NFC").replace(/\s+/gu, " ").trim();
  }

  function clean(text) {
    for (let round = 0; round < ROUNDS; round++) {
      text = cleanOnce(text);
      if (!found(TAG, text) && !found(ENTITY, text)) return text;
    }
    return cleanOnce(text.replace(/[<&]/g, " "));
  }

  const UNSPACED =
    "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3005-\\u3007\\u3040-\\u30ff\\u31f0-\\u31ff" +
    "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
  const EMOJI = "\\u2600-\\u27bf\\u{1f300}-\\u{1faff}";
  const LETTER = `(?:(?![${UNSPACED}])[\\p{L}\\p{N}])`;
  const FOLLOWER = "[\\p{M}\\u200c\\u200d]";
  const WORD = `${LETTER}+(?:${FOLLOWER}+${LETTER}*)*`;
  const TOKEN = new RegExp(
    "\\p{Nd}+(?:[.,]\\p{Nd}+)+" +
      `|${WORD}(?:'${WORD})*` +
      `|(?=[\\p{L}\\p{N}])[${UNSPACED}]${FOLLOWER}*` +
      `|[!?${EMOJI}]`,
    "gu",
  );

  function tokenize(text) {
    if (ASCII.test(text)) text = text.replaceAll("`", "'");
    else {
      text = text.replace(/[\u0060\u00b4\u2018\u2019\u02bc\u2032]/gu, "'").replaceAll("\u2122", " ");
      text = text.normalize("NFKC");
    }
    return text.toLowerCase().match(TOKEN) ?? [];
  }

  return { names: NAMES, clean, tokenize };
})();
