"""Whose a file is: the intruders', a part of the system or of the victim's machine, or undecided."""

from __future__ import annotations

import re
from typing import NamedTuple

from vidocq.evidence.indicators.words import words
from vidocq.model import IndicatorLabel

_ADVERSARY, _REFERENCE = IndicatorLabel.ADVERSARY, IndicatorLabel.REFERENCE
_UNDECIDED = IndicatorLabel.UNDECIDED
#: Programs and libraries of the system, files that every machine or browser has, and parts of documents.
_SYSTEM = words(
    """
    cmd.exe powershell.exe rundll32.exe regsvr32.exe mshta.exe wscript.exe cscript.exe msbuild.exe explorer.exe svchost.exe
    lsass.exe services.exe winlogon.exe schtasks.exe certutil.exe bitsadmin.exe installutil.exe regasm.exe wmic.exe net.exe
    reg.exe taskkill.exe msiexec.exe kernel32.dll ntdll.dll advapi32.dll user32.dll ws2_32.dll wininet.dll winhttp.dll
    winword.exe excel.exe outlook.exe iexplore.exe chrome.exe firefox.exe spoolsv.exe csrss.exe smss.exe conhost.exe
    dllhost.exe taskhost.exe eqnedt32.exe tasklist.exe whoami.exe ipconfig.exe systeminfo.exe nltest.exe ping.exe attrib.exe
    vssadmin.exe bcdedit.exe wevtutil.exe sc.exe at.exe autoit3.exe vbaproject.bin readme.md license.txt shell32.dll
    crypt32.dll mscoree.dll oleaut32.dll ole32.dll amsi.dll
    desktop.ini ntuser.dat ntuser.ini ntuser.dat.log thumbs.db boot.ini bootfont.bin bootsect.bak bootmgfw.efi bootmgr.efi
    iconcache.db autorun.inf ntldr hiberfil.sys pagefile.sys key3.db key4.db cert9.db cookies.sqlite places.sqlite logins.json
    signons.sqlite wallet.dat document.xml.rels document.xml settings.xml.rels workbook.xml content.xml web.config
    normal.dotm ntds.dit hosts wp-config.php
    """
)
_SYSTEM_PLACES = re.compile(r"/(?:etc/(?:passwd|shadow|hosts|group|crontab|sudoers|resolv\.conf)|dev/|proc/|bin/|usr/bin/|sbin/)")
_RULES = (".yar", ".yara", ".rules", ".sigma")
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
#: Where programs that nobody installed are put.
_DROP_PLACES = re.compile(
    r"(?i)%(?:app|local|program)?data%|%(?:local)?appdata%|%temp%|%tmp%|%public%|%allusersprofile%|\\users\\public\\|\\programdata\\|\\temp\\"
    r"|\\appdata\\|\\application ?data\\|\\startup\\|/tmp/|/var/tmp/|/dev/shm/|/library/launch|~/library/|%rand|\\prtprocs\\"
)
_GENERATED = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}|\d[a-z]+\d[a-z]*\d", re.IGNORECASE)
#: What is said of files that are nobody's: they are legitimate, stolen, read, looked for, or left alone.
_NOT_THEIRS = re.compile(
    r"\blegit|\bbenign|\bclean\b|\bgenuine|\bsteal|\bstole|\bsearch(?:es|ing)? for|\blooks? for|\bexclud|\bskip"
    r"|\bwhitelist|not encrypt|\bparse[sd]?\b|\bharvest|\bsigned by microsoft|yara rule|\bterminat|\bkills?\b|system file"
)
#: What is said of what intruders bring.
_THEIRS = re.compile(
    r"\bdrop|\bcop(?:y|ies|ied)|\bcreat|\bwrit|\bsaved?\b|\bsaves\b|\bdownload|\bexecut|\blaunch|\bruns?\b|\bload|\bpayload"
    r"|malicious|malware|backdoor|trojan|\bstage|\battach|\bdocument|\blure|\bdecoy|\barchive|\bnamed\b|\bcalled\b|\bscript"
    r"|\binstall|\bpersist|\bscheduled|\bimplant|\bransom|\bvariant|\bsample|\bdecrypt|\bencrypted|\bextract|\binject|\bstarts?\b"
    r"|\bshellcode|\bdll\b|\bexe\b|\bbinary|\bexecutable|\binfect|\bservice\b|\bshortcut|\bmacro|\bzip|\bshell\b|\bc2\b|\bget\b|\bpost\b|\bminer|\brequest"
)


class Said(NamedTuple):
    """A label, its score and the reason."""

    score: float
    label: IndicatorLabel
    reason: str


def judge(value: str, before: str, after: str, *, listed: bool) -> Said:
    """Say whose a file is by its name, its place and the words of its line.

    Args:
        value: its name or path.
        before: the line up to it, lower case, observables blanked out.
        after: the line behind it, the same.
        listed: it stands in a list of indicators or beside a hash.
    """
    name = value.replace("\\", "/").rsplit("/", 1)[-1].lower()
    if name in _SYSTEM or _SYSTEM_PLACES.match(value):
        return Said(-3.0, _REFERENCE, "a part of the operating system or of common software")
    if name.endswith(_RULES):
        return Said(-3.0, _REFERENCE, "a file of rules for finding it")
    before, after = before.rpartition(". ")[2], after.partition(". ")[0]
    line = f"{before} {after}"
    if name.endswith(_PICTURES) and before.rstrip("* ").endswith(("![", "](")):
        return Said(-3.0, _REFERENCE, "a picture on the page")
    if _NOT_THEIRS.search(before[-60:]) or _NOT_THEIRS.match(after.lstrip(" ,(-`'\"*")[:40]):
        return Said(-1.5, _REFERENCE, "the line speaks of a file that is not the intruders'")
    if listed:
        return Said(2.0, _ADVERSARY, "stands in an indicator list or beside a hash")
    if _DROP_PLACES.search(value):
        return Said(1.2, _ADVERSARY, "lies where programs are put that nobody installed")
    if _THEIRS.search(line):
        return Said(1.0, _ADVERSARY, "the line says what it does or how it came")
    if _GENERATED.search(name.partition(".")[0]):
        return Said(0.8, _ADVERSARY, "a name that looks made by a program")
    return Said(0.4, _UNDECIDED, "named in the text; nothing says whose it is")
