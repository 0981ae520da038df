"""Phrases that name a technique outright: our own list, each measured against ATT&CK's recorded procedures.

A phrase stands here only if it agrees with the recorded technique nearly always; ``benchmarks/techniques`` prints the figure of each.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple


class Phrase(NamedTuple):
    """``triggers`` are lower-case literals, one of which must stand in the sentence; ``pattern`` must then match it."""

    technique: str
    triggers: tuple[str, ...]
    pattern: str = ""


#: Where ``pattern`` is empty, the triggers themselves at word borders are the pattern.
PHRASES: tuple[Phrase, ...] = (
    # Initial access
    Phrase("T1566.001", ("attach",), r"spear-?\s?phish\w*[^.]{0,80}\battach|\bphish\w*[^.]{0,60}\bmalicious attach|e-?mails?\b[^.]{0,60}\bmalicious\b[^.]{0,40}\battach|malicious (?:e-?mail )?attachments?"),
    Phrase("T1566.001", ("weaponized", "weaponised", "phish"), r"spear-?\s?phish\w*[^.]{0,80}\b(?:weaponi[sz]ed|malicious) (?:\w+ ){0,2}(?:documents?|files?|docs?)|(?:weaponi[sz]ed|malicious) (?:\w+ ){0,2}(?:documents?|files?) [^.]{0,40}\bspear-?\s?phish"),
    Phrase("T1566.002", ("link", "url"), r"spear-?\s?phish\w*[^.]{0,80}\b(?:links?|urls?)\b|\bphish\w*[^.]{0,60}\b(?:malicious|embedded|contain\w*) (?:\w+ ){0,2}(?:links?|urls?)\b|e-?mails?\b[^.]{0,60}\b(?:malicious|embedded) (?:links?|urls?)"),
    Phrase("T1566.003", ("linkedin", "whatsapp", "social media", "telegram", "facebook"), r"spear-?\s?phish\w*[^.]{0,60}\b(?:via|through|on|over) (?:linkedin|whatsapp|social media|facebook|telegram)|(?:sent|contact\w*|approach\w*)[^.]{0,60}\b(?:via|through|on|over) linkedin"),
    Phrase("T1189", ("watering hole", "watering-hole", "strategic web compromise", "drive-by")),
    Phrase("T1190", ("exploit",), r"\bexploit\w*[^.]{0,80}\b(?:public-facing|internet-facing|exchange server|proxylogon|proxyshell|log4j|log4shell|confluence|citrix|fortinet|fortios|pulse secure|sharepoint|weblogic|struts|telerik|zoho|manageengine|vpn appliance|ivanti)"),
    Phrase("T1195.002", ("supply chain", "supply-chain", "trojaniz", "trojanis"), r"(?:software )?supply[- ]chain (?:attack|compromise)[^.]{0,80}\b(?:update|installer|software|build)|trojani[sz]ed[^.]{0,40}\b(?:updates?|installers?|software|versions?)\b"),
    Phrase("T1091", ("usb", "removable"), r"(?:spread|propagat|infect|copi?e[sd]?)\w*[^.]{0,50}\b(?:usb|removable) (?:drives?|media|devices?|disks?|sticks?|flash)"),
    Phrase("T1199", ("trusted relationship", "managed service provider"), r"trusted relationship|(?:compromis|access)\w*[^.]{0,50}managed service provider"),
    # Execution
    Phrase("T1059.001", ("powershell",), r"\b(?:us(?:e[sd]?|ing)|execut\w+|run(?:s|ning)?|ran|launch\w+|via|through|invok\w+|call\w*|spawn\w*|encoded|obfuscated|malicious|leverag\w+|download\w*|start\w*)\b[^.]{0,60}\bpowershell|\bpowershell(?:\.exe)?[- ](?:scripts?|commands?|cmdlets?|based|code|downloader|stager|backdoor|implant|payload|loader|one-liner|empire)"),
    Phrase("T1059.003", ("cmd.exe", "windows command", "command shell", "batch"), r"\bcmd(?:\.exe)?\s?/c|\b(?:us(?:e[sd]?|ing)|via|through|spawn\w*|launch\w*|execut\w*|creat\w*|open\w*|start\w*)\b[^.]{0,40}\b(?:cmd\.exe|windows command (?:shell|prompt|line)|batch (?:files?|scripts?))|reverse shell[^.]{0,30}cmd\.exe"),
    Phrase("T1059.005", ("vba", "vbscript", "visual basic", "vbs", "macro"), r"\b(?:malicious |obfuscated |embedded |execut\w+ |us(?:es|ed|ing) )(?:\w+ ){0,2}(?:vba|vbscripts?|vbs|visual basic)\b|\b(?:vba|vbscript|vbs) (?:macros?|scripts?|code|payload|downloader|dropper|files?)\b"),
    Phrase("T1059.006", ("python",), r"\bpython[- ](?:scripts?|based|backdoor|rat|implant|payload|tool|malware|stager|code)\b|written in python|(?:execut|run)\w* python\b"),
    Phrase("T1059.007", ("javascript", "jscript"), r"\b(?:malicious|obfuscated|execut\w+|us(?:es|ed|ing)|embedded|injected) (?:\w+ ){0,2}(?:javascript|jscript)\b|\b(?:javascript|jscript)[- ](?:based|backdoor|payload|downloader|loader|dropper|files?|code|implant)"),
    Phrase("T1059.004", ("bash", "shell script", "/bin/sh"), r"\bbash (?:scripts?|commands?|shell)\b|/bin/(?:ba)?sh\b|\bunix shell"),
    Phrase("T1204.002", ("open", "macro", "enable", "execut", "click", "lure", "run"), r"\b(?:enabl\w+) (?:the )?(?:macros?|content|editing)\b|\b(?:victims?|users?|recipients?|targets?) (?:\w+ ){0,3}(?:open(?:s|ed|ing)?|execut(?:e|es|ed|ing)|runs?|launch(?:es|ed|ing)?|double-click(?:s|ed|ing)?) (?:\w+ ){0,4}(?:attachments?|documents?|files?|lnk|archives?|executables?|macros?)\b|\b(?:lur|trick|entic|persuad|convinc)\w* [^.]{0,50}\b(?:open|execut|run|launch)\w*\b[^.]{0,40}\b(?:attachments?|documents?|files?|archives?|executables?)"),
    Phrase("T1204.001", ("click",), r"(?:victims?|users?|recipients?|targets?)\b[^.]{0,60}\bclick(?:s|ed|ing)?\b[^.]{0,40}\b(?:links?|urls?)\b"),
    Phrase("T1203", ("exploit",), r"\bexploit\w*[^.]{0,80}\b(?:cve-2017-11882|cve-2017-0199|cve-2018-0802|cve-2012-0158|cve-2017-8759|cve-2015-1641|cve-2015-2545|cve-2014-1761|cve-2018-0798|equation editor|adobe flash|internet explorer|microsoft office|microsoft word|client)"),
    Phrase("T1047", ("wmi", "windows management instrumentation"), r"\bwmic?(?:\.exe)?\b[^.]{0,40}\b(?:to (?:execute|run|launch|spread|move|start)|commands?|quer|process|execut|class|event|script)|\b(?:us(?:e[sd]?|ing)|via|through|leverag\w+|execut\w+)\b[^.]{0,30}\b(?:wmic?\b|windows management instrumentation)"),
    Phrase("T1053.005", ("schtasks", "scheduled task", "task scheduler")),
    Phrase("T1053.003", ("cron",), r"\bcron ?(?:jobs?|tab|entr)"),
    Phrase("T1569.002", ("psexec",), r"\bpsexec(?:\.exe)?\b"),
    Phrase("T1106", ("createprocess", "native api", "winapi", "windows api"), r"\bcreateprocess[aw]?\b|\bnative (?:windows )?apis?\b|(?:us(?:es?|ed|ing)|call\w*|invok\w*)\b[^.]{0,30}\b(?:windows|win32) apis?\b"),
    # Persistence, privilege escalation
    Phrase("T1547.001", ("run key", "currentversion\\run", "startup folder", "start-up folder", "startup directory", "runonce")),
    Phrase("T1547.009", (".lnk", "lnk file", "shortcut"), r"(?:creat|drop|add|modif|plac)\w*[^.]{0,40}\b(?:shortcuts?|\.?lnk(?: files?)?)\b[^.]{0,60}\b(?:startup|start-up|persist)"),
    Phrase("T1543.003", ("windows service", "new service", "as a service", "malicious service"), r"\b(?:creat|install|regist|persist)\w*\b[^.]{0,60}\b(?:windows services?|new services?|itself as a (?:windows )?service|malicious services?|as a service)\b|\bsc(?:\.exe)? create\b"),
    Phrase("T1546.003", ("wmi", "event subscription", "event filter"), r"wmi[^.]{0,30}\b(?:event (?:subscription|filter|consumer)|subscriptions?|persist)|event ?(?:filter|consumer|subscription)s?\b[^.]{0,30}\bwmi"),
    Phrase("T1546.015", ("com hijack", "com object hijack", "component object model hijack")),
    Phrase("T1574.002", ("side-load", "sideload", "side load"), r"\bdll (?:side-?\s?load)|side-?\s?load\w*[^.]{0,60}\b(?:dll|librar|malicious|legitimate|payload)|(?:dll|librar|legitimate|signed|vulnerable)\b[^.]{0,80}\bside-?\s?load"),
    Phrase("T1574.001", ("search order hijack", "search-order hijack", "dll hijack")),
    Phrase("T1505.003", ("web shell", "webshell", "china chopper"), r"\bweb ?shells?\b|\bchina chopper\b"),
    Phrase("T1136.001", ("local account", "new user", "user account", "net user"), r"\bcreat\w*\b[^.]{0,40}\b(?:local|new|administrator|admin)\b[^.]{0,20}\b(?:user )?accounts?\b|\bnet user\b[^.]{0,40}/add"),
    Phrase("T1078", ("valid account", "valid credential", "legitimate credential", "stolen credential", "compromised credential", "compromised account"), r"\b(?:us(?:e[sd]?|ing)|with|leverag\w+|abus\w+|via)\b[^.]{0,40}\b(?:valid|legitimate|stolen|compromised) (?:\w+ ){0,2}(?:credentials?|accounts?)\b"),
    Phrase("T1548.002", ("uac", "user account control"), r"\b(?:bypass\w*|evad\w*)\b[^.]{0,30}\b(?:uac|user account control)\b|\buac[- ]bypass"),
    Phrase("T1542.003", ("bootkit",)),
    Phrase("T1014", ("rootkit",), r"\brootkits?\b"),
    Phrase("T1134", ("access token", "token impersonation", "token manipulation"), r"\b(?:steal|duplicat|impersonat|manipulat|adjust)\w*\b[^.]{0,30}\btokens?\b[^.]{0,30}\b(?:process|privilege|user|elevat)|access token manipulation"),
    Phrase("T1068", ("privilege",), r"\bexploit\w*\b[^.]{0,80}\b(?:escalat|elevat)\w*\b[^.]{0,20}\bprivileges?|(?:local )?privilege escalation (?:exploit|vulnerabilit)"),
    # Defence evasion
    Phrase("T1055.012", ("process hollowing", "hollow")),
    Phrase("T1055.001", ("reflective", "dll injection", "inject"), r"\breflective(?:ly)? (?:dll )?(?:inject|load)|\bdll[- ]inject|inject\w*\b[^.]{0,30}\bdlls?\b[^.]{0,30}\binto\b"),
    Phrase("T1055.004", ("apc injection", "asynchronous procedure call", "queueuserapc")),
    Phrase("T1055", ("inject",), r"\b(?:process[- ]injection|code injection)\b|\binject(?:s|ed|ing)?\b[^.]{0,60}\binto\b[^.]{0,50}\b(?:process(?:es)?|explorer\.exe|svchost(?:\.exe)?|iexplore\.exe|memory|notepad\.exe|rundll32\.exe)\b"),
    Phrase("T1218.011", ("rundll32",), r"\brundll32(?:\.exe)?\b"),
    Phrase("T1218.010", ("regsvr32",), r"\bregsvr32(?:\.exe)?\b"),
    Phrase("T1218.005", ("mshta",), r"\bmshta(?:\.exe)?\b"),
    Phrase("T1218.007", ("msiexec",), r"\bmsiexec(?:\.exe)?\b"),
    Phrase("T1218.004", ("installutil",), r"\binstallutil(?:\.exe)?\b"),
    Phrase("T1218.001", (".chm", "compiled html"), r"\b(?:malicious )?\.?chm files?\b|compiled html"),
    Phrase("T1127.001", ("msbuild",), r"\bmsbuild(?:\.exe)?\b"),
    Phrase("T1197", ("bitsadmin", "bits job", "background intelligent transfer")),
    Phrase("T1221", ("template injection", "remote template", "template"), r"\btemplate injection\b|\bremote (?:\w+ )?templates?\b"),
    Phrase("T1027.002", ("packed with", "packed using", "packed by", "upx", "vmprotect", "themida", "packer"), r"\bpacked (?:with|using|by)\b|\b(?:upx|vmprotect|themida|aspack|mpress)\b|\b(?:custom|software|commercial) packers?\b"),
    Phrase("T1027.003", ("steganograph",), r"\bsteganograph"),
    Phrase("T1027.001", ("binary padding", "junk data", "junk bytes", "inflate")),
    Phrase("T1140", ("decrypt", "decode", "deobfuscat", "decompress"), r"\b(?:decrypts|decodes|deobfuscates|decompresses|decrypted|decoded|decrypting|decoding|decrypt|decode)\b(?! your)[^.]{0,50}\b(?:payloads?|strings?|configuration|shellcode|itself|embedded|dll|binary|resources?|c2|next stage|executable|code)\b|\bcertutil(?:\.exe)? -decode"),
    Phrase("T1036.005", ("masquerad", "mimic", "disguis", "named to"), r"\b(?:masquerad\w*|disguis\w*|named to (?:appear|look|mimic|resemble)|mimic\w*)\b[^.]{0,60}\b(?:legitimate|microsoft|windows|google|adobe|system|svchost)\b[^.]{0,40}\b(?:files?|names?|process(?:es)?|binar(?:y|ies)|software|executables?|svchost|folders?|director(?:y|ies)|updates?|applications?|installers?|client|service)\b"),
    Phrase("T1036.002", ("right-to-left override", "right to left override", "rtlo")),
    Phrase("T1036.007", ("double extension", "double file extension")),
    Phrase("T1553.002", ("signed", "code-signing", "code signing"), r"\b(?:digitally |code[- ])?sign(?:ed|ing)\b[^.]{0,60}\b(?:certificates?|digital signature|stolen|valid)\b|\b(?:stolen|valid|legitimate|compromised) (?:\w+ )?(?:code[- ]signing|digital) certificates?"),
    Phrase("T1553.005", ("mark-of-the-web", "mark of the web", "motw")),
    Phrase("T1562.001", ("disable", "terminat", "kill", "tamper", "uninstall"), r"\b(?:disabl|terminat|kill|tamper\w* with|uninstall|stop)\w*\b[^.]{0,50}\b(?:windows defender|microsoft defender|anti-?virus|security (?:software|tools?|products?|services?|solutions?)|edr|amsi|endpoint (?:protection|security))"),
    Phrase("T1562.004", ("firewall",), r"\b(?:disabl|modif|turn\w* off|add|creat|chang|open|configur)\w*\b[^.]{0,30}\bfirewall\b|netsh\b[^.]{0,20}\bfirewall"),
    Phrase("T1070.004", ("delet", "remov", "wipe", "self-delet"), r"\bself-delet|\b(?:delet|remov)\w*\b[^.]{0,20}\b(?:itself|its own|themselves|files?|dropper|the (?:dropper|installer|loader|original|malware|payload|file|executable|archive)|temporary files?|evidence|traces)\b"),
    Phrase("T1070.001", ("event log",), r"\b(?:clear|delet|wip|eras|remov)\w*\b[^.]{0,30}\b(?:windows )?(?:event|security) logs?\b|wevtutil\b"),
    Phrase("T1070.006", ("timestomp", "time stomp", "timestamp"), r"\btime-?\s?stomp|\b(?:modif|chang|alter|cop(?:y|ies|ied)|set|forg|match)\w*\b[^.]{0,40}\b(?:creation|file|compilation)?\s?time-?stamps?\b[^.]{0,60}\b(?:file|match|legitimate|kernel32|avoid|blend|hide)"),
    Phrase("T1112", ("registry",), r"\b(?:modif|chang|alter|set|edit)\w*\b[^.]{0,30}\b(?:windows )?registry\b"),
    Phrase("T1012", ("registry",), r"\b(?:quer|enumerat|read|search|check)\w*\b[^.]{0,30}\b(?:windows )?registry\b"),
    Phrase("T1480.001", ("environmental keying",)),
    Phrase("T1497.001", ("sandbox", "virtual machine", "vmware", "anti-vm", "virtualbox", "virtualiz"), r"\b(?:check|detect|determin|identif|look|test|verif)\w*\b[^.]{0,60}\b(?:sandbox(?:es)?|virtual machines?|virtual environments?|virtuali[sz]ed|vmware|virtualbox|\bvms?\b)|\banti-?(?:vm|sandbox)|\bsandbox evasion"),
    Phrase("T1497.003", ("sleep",), r"\bsleep\w*\b[^.]{0,40}\b(?:sandbox|before (?:execut|contact|beacon|commun)|evade|delay)"),
    Phrase("T1622", ("debugger", "anti-debug"), r"\banti-?debugging\b|\b(?:check|detect|determin|test)\w*\b[^.]{0,40}\bdebugger"),
    Phrase("T1620", ("in memory", "reflective", "reflectively", "in-memory", "memory"), r"\breflectively load|\bload\w*\b[^.]{0,40}\b(?:directly )?(?:in|into) memory\b|\bin-memory (?:execut|load)"),
    Phrase("T1564.003", ("hidden window", "windowstyle hidden", "-w hidden")),
    Phrase("T1564.001", ("hidden",), r"\b(?:hidden (?:files?|folders?|director\w+|attribute)|attrib \+[hs])"),
    Phrase("T1564.004", ("alternate data stream",)),
    # Credential access
    Phrase("T1003.001", ("lsass", "mimikatz", "sekurlsa"), r"\blsass(?:\.exe)?\b(?!\.\w)[^.]{0,60}\b(?:dump|memory|credential|password|process access|minidump)|\b(?:dump|credential|password|memory of|minidump)\w*[^.]{0,60}\blsass\b(?!\.c)|\bmimikatz\b[^.]{0,60}\b(?:credential|password|dump|harvest|hash|extract)|\b(?:credential|password|dump|harvest|hash)\w*[^.]{0,60}\bmimikatz"),
    Phrase("T1003.003", ("ntds",), r"\bntds(?:\.dit)?\b"),
    Phrase("T1003.006", ("dcsync",), r"\bdcsync\b"),
    Phrase("T1003.002", ("sam hive", "sam database", "security account manager", "sam registry", "hklm\\sam"), r"\bsam (?:hive|database|registry|file)\b|security account manager|hklm\\sam\b"),
    Phrase("T1003", ("credential dump", "dump credentials", "dumping credentials", "password dump", "dumped credentials")),
    Phrase("T1056.001", ("keylog", "keystroke", "key log"), r"\bkey-?\s?log|\b(?:captur|record|log|steal|collect|intercept)\w*\b[^.]{0,30}\bkeystrokes?\b"),
    Phrase("T1056.003", ("login page", "web portal", "outlook web"), r"\b(?:captur|harvest|log)\w*\b[^.]{0,40}\bcredentials?\b[^.]{0,40}\b(?:owa|outlook web|vpn (?:login|portal)|web portal)"),
    Phrase("T1555.003", ("browser", "chrome", "firefox"), r"\b(?:steal|stole|harvest|extract|collect|gather|retriev|obtain|dump|recover|captur|exfiltrat|grab)\w*\b[^.]{0,80}\b(?:passwords?|credentials?|logins?)\b[^.]{0,60}\b(?:browsers?|chrome|firefox|internet explorer|opera)\b|\b(?:browser|chrome|firefox)\b[^.]{0,20}\b(?:passwords?|credentials?)\b|\b(?:steal|stole|harvest|extract|collect|gather|retriev|dump|recover|exfiltrat|grab)\w*\b[^.]{0,40}\b(?:browsers?|chrome|firefox)\b[^.]{0,30}\b(?:passwords?|credentials?|data)\b"),
    Phrase("T1539", ("cookie",), r"\b(?:steal|harvest|extract|collect|gather|grab|exfiltrat)\w*\b[^.]{0,60}\b(?:browser |session |web )?cookies\b"),
    Phrase("T1558.003", ("kerberoast",), r"\bkerberoast"),
    Phrase("T1558.001", ("golden ticket",)),
    Phrase("T1550.002", ("pass the hash", "pass-the-hash")),
    Phrase("T1550.003", ("pass the ticket", "pass-the-ticket")),
    Phrase("T1110.003", ("password spray", "password-spray")),
    Phrase("T1110", ("brute force", "brute-force", "bruteforc", "brute forc"), r"\bbrute[- ]?forc"),
    Phrase("T1187", ("forced authentication",)),
    Phrase("T1557.001", ("responder", "llmnr", "ntlm relay"), r"\bllmnr\b|\bntlm relay|\bresponder\b[^.]{0,40}\b(?:credential|hash|ntlm|netbios)"),
    Phrase("T1111", ("multi-factor", "mfa", "2fa", "two-factor", "otp"), r"\b(?:intercept|steal|captur|bypass|harvest|phish)\w*\b[^.]{0,60}\b(?:mfa|2fa|two-factor|multi-factor|otp|one-time)\b[^.]{0,20}\b(?:code|token|password)"),
    # Discovery
    Phrase("T1082", ("system information", "systeminfo", "os version", "operating system version", "computer name", "hostname", "host name"), r"\bsysteminfo\b|\b(?:collect|gather|obtain|retriev|enumerat|send|sent|quer|determin|identif|harvest|exfiltrat|get)\w*\b[^.]{0,80}\b(?:system information|os versions?|operating system (?:version|information|details)|computer(?:'s|’s)? names?|host ?names?|windows version)\b"),
    Phrase("T1057", ("process", "tasklist"), r"\btasklist\b|(?<![-\w])(?:enumerat(?:es?|ed|ing)|lists?|listing|collects?|collecting|obtains?|gathers?|gathering|retrieves?|gets?|iterates?)\b[^.]{0,30}\b(?:running |active )?process(?:es| lists?)\b|\blists? of (?:all )?(?:the )?(?:running |active |currently )+processes"),
    Phrase("T1083", ("director", "files", "file listing", "folders"), r"\b(?:enumerat|list|search|brows|travers)\w*\b[^.]{0,30}\b(?:files?|director(?:y|ies)|folders?|drives)\b|\b(?:directory|file) (?:listings?|enumeration)"),
    Phrase("T1016", ("ipconfig", "ip address", "mac address", "network configuration", "network adapter", "ifconfig"), r"\b(?:ipconfig|ifconfig)\b|\b(?:collect|gather|obtain|retriev|enumerat|send|sent|quer|determin|identif|get)\w*\b(?![^.]{0,60}\b(?:c2|c&c|command))[^.]{0,80}\b(?:ip address(?:es)?|mac address(?:es)?|network (?:configuration|adapter|interface|settings))"),
    Phrase("T1049", ("netstat", "network connections"), r"\bnetstat\b|\b(?:enumerat|list|collect|obtain|gather)\w*\b[^.]{0,30}\bnetwork connections"),
    Phrase("T1033", ("whoami", "username", "user name", "logged in user", "logged-in user", "logged-on user", "current user"), r"\bwhoami\b|\b(?:collect|gather|obtain|retriev|enumerat|send|sent|quer|determin|identif|harvest)\w*\b[^.]{0,80}(?<!for the )\b(?:user ?names?(?!,? (?:and|or|/) ?(?:the )?passwords?)|(?:logged[- ](?:in|on)|current) users?)\b"),
    Phrase("T1018", ("net view", "ping sweep", "remote systems", "nbtscan", "adfind"), r"\bnet view\b|\bnbtscan\b|\b(?:discover|enumerat|identif|scan)\w*\b[^.]{0,30}\b(?:remote systems|other (?:systems|hosts|computers))"),
    Phrase("T1087.002", ("domain account", "domain users", "/domain"), r"\bnet (?:user|group)\b[^.]{0,30}/domain|\b(?:enumerat|list|quer|discover|collect)\w*\b[^.]{0,30}\b(?:domain|active directory) (?:accounts?|users?|admin)"),
    Phrase("T1069.002", ("domain admins", "net group"), r"\bnet group\b|\benumerat\w*\b[^.]{0,30}\bdomain groups?"),
    Phrase("T1482", ("domain trust", "nltest"), r"\bdomain trusts?\b|\bnltest\b"),
    Phrase("T1135", ("network share", "net share", "shared drives"), r"\b(?:enumerat|list|discover|scan|identif|find)\w*\b[^.]{0,30}\b(?:network|smb|shared) (?:shares?|drives?|folders?)|\bnet share\b"),
    Phrase("T1046", ("port scan", "nmap", "port-scan", "network scan", "scan"), r"\bport[- ]?scan|\bnmap\b|\bscan(?:s|ned|ning)? (?:for |the )?(?:\w+ )?(?:open ports|networks?|subnets?|ip ranges?|local network)"),
    Phrase("T1518.001", ("antivirus", "anti-virus", "security software", "security products"), r"\b(?:check|enumerat|look|search|scan)\w*\b[^.]{0,50}\b(?:anti-?virus|security (?:software|products?|solutions?|tools))\b|\b(?:collect|gather|list|determin|identif|detect|retriev|obtain|which|what|any)\w*\b[^.]{0,40}\b(?:installed|running) (?:anti-?virus|security (?:software|products?|solutions?|tools))|\b(?:anti-?virus|security) (?:software|products?) (?:is |are )?installed"),
    Phrase("T1124", ("system time", "time zone", "timezone", "local time"), r"\b(?:collect|gather|obtain|retriev|quer|determin|check|get)\w*\b[^.]{0,50}\b(?:system time|time ?zone|local time|current time)\b"),
    Phrase("T1614.001", ("keyboard layout", "system language", "language"), r"\b(?:check|determin|verif|detect|identif|collect|query|queries)\w*\b[^.]{0,60}\b(?:keyboard layouts?|(?:system|default|os|operating system) languages?|language (?:settings?|id|identifier))"),
    Phrase("T1120", ("peripheral device", "connected devices", "usb devices"), r"\b(?:enumerat|list|monitor|detect|check|identif)\w*\b[^.]{0,40}\b(?:peripheral|connected|attached|usb|removable) (?:devices?|drives?)\b"),
    Phrase("T1010", ("window title", "foreground window", "active window", "open windows")),
    # Lateral movement
    Phrase("T1021.001", ("rdp", "remote desktop"), r"\b(?:us(?:e[sd]?|ing)|via|through|over|leverag\w+|connect\w*|mov\w+|access\w*)\b[^.]{0,50}\b(?:rdp|remote desktop(?: protocol)?)\b"),
    Phrase("T1021.002", ("admin share", "admin$", "c$", "smb"), r"\badmin(?:istrative)? shares?\b|\b(?:admin|c)\$|\blateral\w*\b[^.]{0,60}\bsmb\b|\bsmb\b[^.]{0,60}\blateral"),
    Phrase("T1021.004", ("ssh",), r"\b(?:us(?:e[sd]?|ing)|via|through|over)\b[^.]{0,30}\b(?:open)?ssh\b[^.]{0,60}\b(?:lateral|connect|access|remote|move)"),
    Phrase("T1021.006", ("winrm", "windows remote management"), r"\bwinrm\b|\bwindows remote management\b"),
    Phrase("T1210", ("eternalblue", "ms17-010", "bluekeep", "zerologon"), r"\beternalblue\b|\bms17-010\b|\bbluekeep\b"),
    Phrase("T1570", ("lateral tool transfer",)),
    # Collection
    Phrase("T1113", ("screenshot", "screen capture", "screen shot", "screen captur", "screens"), r"\b(?:tak|captur|record|collect|grab|mak|steal|exfiltrat|send|creat|upload)\w*\b[^.]{0,40}\bscreen-?\s?shots?\b(?! (?:below|above|shows?))|\bscreen[- ]captur|\bcaptur\w*\b[^.]{0,20}\bscreens?\b|\bscreen-?\s?shots? of (?:the )?(?:victim|desktop|screen|infected|user|compromised)|\bscreen-?\s?shott?(?:ing|er)?s? (?:functionalit|capabilit|module|plugin|command)"),
    Phrase("T1123", ("microphone", "audio", "sound"), r"\b(?:record|captur)\w*\b[^.]{0,30}\b(?:audio|microphone|sound|conversations)\b|\baudio (?:record|captur)"),
    Phrase("T1125", ("webcam", "video capture", "camera"), r"\b(?:record|captur|tak|access)\w*\b[^.]{0,30}\b(?:webcams?|video|camera)\b|\b(?:webcam|video) (?:captur|record)"),
    Phrase("T1115", ("clipboard",), r"\bclipboard\b"),
    Phrase("T1560.001", ("rar", "7-zip", "7zip", "winrar", "7z"), r"\b(?:compress|archiv|stag|pack|encrypt)\w*\b[^.]{0,60}\b(?:win)?rar(?:\.exe)?\b|\b(?:win)?rar(?:\.exe)?\b[^.]{0,50}\b(?:compress|archiv|exfiltrat)|\b7-?zip?\b[^.]{0,50}\b(?:compress|archiv|exfiltrat|encrypt)|\b(?:compress|archiv)\w*\b[^.]{0,50}\b7-?zip?\b"),
    Phrase("T1114.002", ("mailbox", "exchange", "ews"), r"\b(?:collect|access|export|steal|harvest|exfiltrat|download|dump|search)\w*\b[^.]{0,50}\b(?:mailbox(?:es)?|e-?mails?)\b[^.]{0,50}\b(?:exchange|office 365|o365|ews|owa|microsoft 365)"),
    Phrase("T1025", ("removable", "usb"), r"\b(?:collect|steal|exfiltrat|copi?e?|gather|search|harvest)\w*\b[^.]{0,50}\b(?:files?|data|documents?)\b[^.]{0,50}\b(?:removable|usb) (?:drives?|media|devices?|storage)"),
    Phrase("T1119", ("automatically collect", "automated collection", "automatically steal", "automatically search")),
    Phrase("T1074.001", ("staged", "staging", "stores"), r"\b(?:stag|stor|sav)\w*\b[^.]{0,50}\b(?:collected|stolen|captured|harvested|gathered) (?:data|files|information|documents)\b[^.]{0,60}\b(?:director|folder|local|file|temp|path)"),
    # Command and control
    Phrase("T1071.001", ("http",), r"\b(?:communicat|connect|beacon|c2|c&c|command[- ]and[- ]control|contact|c&amp;c)\w*\b[^.]{0,80}\bhttps?\b(?!:)|\bhttps?\b(?!:)[^.]{0,60}\b(?:for|to|with)\b[^.]{0,20}\b(?:c2|c&c|command[- ]and[- ]control|communicat)|\bhttps? (?:get|post)\b"),
    Phrase("T1071.004", ("dns",), r"\bdns[- ]tunnel|\b(?:communicat|c2|c&c|command[- ]and[- ]control|beacon|exfiltrat)\w*\b[^.]{0,60}\b(?:via|over|through|using|uses)\b[^.]{0,15}\bdns\b|\bdns\b[^.]{0,25}\bfor (?:c2|c&c|command)"),
    Phrase("T1071.003", ("smtp", "imap", "pop3"), r"\b(?:communicat|c2|c&c|command[- ]and[- ]control|exfiltrat)\w*\b[^.]{0,60}\b(?:smtp|imap|pop3)\b|\b(?:smtp|imap|pop3)\b[^.]{0,40}\b(?:c2|c&c|command)"),
    Phrase("T1071.002", ("ftp",), r"\b(?:communicat|c2|c&c|command[- ]and[- ]control)\w*\b[^.]{0,60}\bftps?\b|\bftps?\b[^.]{0,30}\bfor (?:c2|c&c|command)"),
    Phrase("T1105", ("download",), r"\b(?:download|fetch|retriev|drop)\w*\b[^.]{0,40}\b(?:additional|second[- ]stage|next[- ]stage|further|other|final|more|secondary|new)\b[^.]{0,30}\b(?:payloads?|malware|modules?|files?|tools?|components?|executables?|stages?|plugins?)\b|\bdownloads? (?:and|or) execut|\bupload\w* and download\w*\b[^.]{0,20}\bfiles|\bdownload(?:s|ed|ing)? (?:files|payloads?|malware|tools?)\b"),
    Phrase("T1090.003", (" tor ", "tor network", "multi-hop"), r"\btor (?:network|prox|hidden|exit|browser|client|onion)|\b(?:via|through|over|uses?|using) tor\b|\bmulti-hop prox"),
    Phrase("T1090", ("proxy",), r"\b(?:act|serv|us|function)\w*\b[^.]{0,20}\b(?:as )?a prox(?:y|ies)\b|\bsocks5? prox|\breverse prox"),
    Phrase("T1573.001", ("rc4", "aes", "xor", "blowfish", "rc5", "rc6", "des"), r"\b(?:communicat|traffic|c2|c&c|network|messages|packets|requests?)\w*\b[^.]{0,60}\bencrypt\w*\b[^.]{0,30}\b(?:rc[456]|aes|3?des|blowfish|chacha20|salsa20)\b|\bencrypt\w*\b[^.]{0,60}\b(?:communicat|traffic|c2|c&c|network)\w*\b[^.]{0,40}\b(?:rc[456]|aes|3?des|blowfish|chacha20)\b|\b(?:rc[456]|aes|blowfish)\b[^.]{0,40}\bencrypt\w*\b[^.]{0,30}\b(?:communicat|traffic|c2|c&c|network)"),
    Phrase("T1573.002", ("tls", "ssl", "rsa"), r"\b(?:c2|c&c|command[- ]and[- ]control|communicat|traffic)\w*\b[^.]{0,50}\b(?:tls|ssl|rsa)\b|\b(?:tls|ssl)\b[^.]{0,30}\b(?:for|to encrypt|encrypted)\b[^.]{0,20}\b(?:c2|c&c|communicat|traffic)"),
    Phrase("T1132.001", ("base64",), r"\bbase64\b[^.]{0,50}\b(?:c2|c&c|communicat|traffic|requests?|responses?|beacon|post|cookie)|\b(?:c2|c&c|communicat|traffic|requests?|responses?|beacon)\w*\b[^.]{0,60}\bbase64"),
    Phrase("T1568.002", ("domain generation algorithm", "dga"), r"\bdomain generation algorithms?\b|\bdgas?\b"),
    Phrase("T1568.001", ("fast flux", "fast-flux")),
    Phrase("T1568", ("dynamic dns",), r"\bdynamic dns\b"),
    Phrase("T1102.001", ("dead drop", "dead-drop")),
    Phrase("T1102.002", ("dropbox", "google drive", "onedrive", "telegram", "twitter", "github", "pcloud", "slack", "discord"), r"\b(?:c2|c&c|command[- ]and[- ]control)\b[^.]{0,60}\b(?:dropbox|google drive|onedrive|telegram|twitter|pcloud|slack|discord|graph api|github)\b|\b(?:dropbox|google drive|onedrive|telegram|twitter|pcloud|slack|discord)\b[^.]{0,60}\b(?:for|as)\b[^.]{0,20}\b(?:c2|c&c|command)"),
    Phrase("T1572", ("tunnel",), r"\b(?:ssh|https?|tcp|protocol|reverse|network|plink|ngrok|chisel) tunnel|\btunnel\w*\b[^.]{0,30}\b(?:rdp|traffic|connections?)\b|\bplink(?:\.exe)?\b|\bngrok\b"),
    Phrase("T1095", ("raw tcp", "raw socket", "icmp", "udp", "custom tcp"), r"\b(?:raw (?:tcp|sockets?)|icmp|custom (?:binary )?(?:tcp|protocol over tcp)|over (?:tcp|udp|icmp))\b[^.]{0,60}\b(?:c2|c&c|communicat|command|protocol)|\b(?:c2|c&c|communicat)\w*\b[^.]{0,50}\b(?:raw (?:tcp|sockets?)|icmp|custom (?:binary )?tcp|over (?:tcp|udp|icmp))\b"),
    Phrase("T1571", ("non-standard port", "nonstandard port", "unusual port", "uncommon port")),
    Phrase("T1219", ("anydesk", "teamviewer", "screenconnect", "atera", "ammyy", "remote utilities", "splashtop", "connectwise"), r"\b(?:us(?:e[sd]?|ing)|install\w*|deploy\w*|via|through|download\w*|leverag\w*|abus\w*)\b[^.]{0,60}\b(?:anydesk|teamviewer|screenconnect|atera|ammyy|remote utilities|splashtop|connectwise|remote(?:ly)? access software)\b"),
    Phrase("T1104", ("multi-stage", "multiple stages"), r"\bmulti-?stage\b[^.]{0,30}\b(?:c2|c&c|command)"),
    Phrase("T1008", ("fallback", "fall-back", "backup c", "failover", "secondary c"), r"\b(?:fall-?back|back-?up|secondary|failover)\b(?! case)[^.]{0,15}\b(?:c2|c&c|command[- ]and[- ]control|communication|channels?)\b"),
    # Exfiltration, impact
    Phrase("T1041", ("exfiltrat", "c2 server", "c&c server"), r"\b(?:exfiltrat\w*|(?:upload|send|sent|transmit)\w*\b[^.]{0,40}\b(?:stolen|collected|gathered|harvested|captured|information|data|files|documents|results)\b)[^.]{0,60}\b(?:to|over|via|through|back to)\b[^.]{0,25}\b(?:c2|c&c|c&amp;c|command[- ]and[- ]control)\b"),
    Phrase("T1567.002", ("dropbox", "google drive", "onedrive", "mega", "cloud storage", "rclone", "pcloud", "yandex"), r"\b(?:exfiltrat|upload|steal)\w*\b[^.]{0,80}\b(?:dropbox|google drive|onedrive|mega(?:sync|\.nz|\.io)?|cloud storage|rclone|pcloud|yandex)\b|\brclone\b"),
    Phrase("T1048.003", ("ftp", "smtp"), r"\bexfiltrat\w*\b[^.]{0,60}\b(?:via|over|through|using|to)\b[^.]{0,20}\b(?:ftp|smtp)\b"),
    Phrase("T1486", ("encrypt", "ransomware"), r"\bencrypt(?:s|ed|ing)?\b[^.]{0,40}\b(?:victims?(?:'|’)?s? )?(?:files|data|systems|drives|documents|machines|volumes)\b[^.]{0,80}\b(?:ransom|extension|impact|decrypt|recover|victim)|\bransomware\b[^.]{0,60}\bencrypt"),
    Phrase("T1490", ("vssadmin", "shadow cop", "shadow volume", "bcdedit", "wbadmin"), r"\bvssadmin\b|\b(?:delet|remov)\w*\b[^.]{0,40}\b(?:volume )?shadow (?:cop|volume)|\bbcdedit\b|\bwbadmin\b|\b(?:delet|disabl)\w*\b[^.]{0,30}\bbackups?\b"),
    Phrase("T1485", ("wiper", "overwrit", "data destruction"), r"\boverwrit\w*\b[^.]{0,40}\b(?:files|data|documents)\b|\bdata destruct"),
    Phrase("T1561.002", ("master boot record", "mbr"), r"\b(?:overwrit|wip|corrupt|eras|destroy)\w*\b[^.]{0,40}\b(?:master boot record|mbr)\b"),
    Phrase("T1489", ("services", "stop"), r"\b(?:stop|terminat|kill)\w*\b[^.]{0,40}\b(?:services|processes)\b[^.]{0,60}\b(?:backup|sql|database|encrypt|exchange)"),
    Phrase("T1529", ("reboot", "shutdown", "shut down"), r"\b(?:forc|initiat|trigger)\w*\b[^.]{0,20}\b(?:reboot|shut-?\s?down)\b"),
    Phrase("T1491.002", ("deface",), r"\bdefac(?:e[sd]?|ement|ing)\b"),
    Phrase("T1498", ("ddos", "denial of service", "denial-of-service"), r"\b(?:ddos|distributed denial[- ]of[- ]service)\b"),
    Phrase("T1496", ("cryptomin", "coinmin", "crypto-min", "monero", "xmrig", "cryptocurrency min", "coin min"), r"\bcrypto-?\s?min|\bcoin ?min|\bxmrig\b|\bcryptocurrency[- ]min|\bmin(?:e|ing) (?:monero|cryptocurrenc)"),
    # Resource development, reconnaissance
    Phrase("T1583.001", ("register", "domain"), r"\b(?:actors?|attackers?|group|adversar\w+|threat actor|operators?|they|it) (?:\w+ ){0,3}(?:regist|purchas|acquir)\w*\b[^.]{0,50}\bdomains?\b|\b(?:typo-?squat|look-?alike|homoglyph)\w* domains?\b"),
    Phrase("T1585.001", ("fake", "persona", "linkedin", "social media"), r"\b(?:fake|fictitious|false|sock-?puppet)\b[^.]{0,40}\b(?:personas?|linkedin|facebook|twitter|social media)\b[^.]{0,20}\b(?:accounts?|profiles?|personas?)?"),
    Phrase("T1588.003", ("stolen certificate", "stolen code", "stole"), r"\b(?:obtain|acquir|purchas|bought|stole)\w*\b[^.]{0,20}\b(?:code[- ]signing )certificates?"),
    Phrase("T1598.003", ("credential harvest", "credential phishing", "credential-harvest", "phishing page", "credential-phish"), r"\bcredential[- ](?:harvest|phish)\w*\b[^.]{0,40}\b(?:pages?|sites?|links?|portals?|websites?)|\bphishing (?:pages?|sites?|websites?)\b[^.]{0,60}\bcredentials?"),
)


@cache
def compiled() -> tuple[tuple[Phrase, re.Pattern[str]], ...]:
    """The phrases with their patterns, compiled once."""
    return tuple((phrase, re.compile(phrase.pattern or _plain(phrase.triggers), re.IGNORECASE)) for phrase in PHRASES)


def _plain(triggers: tuple[str, ...]) -> str:
    return "|".join(rf"(?<![\w]){re.escape(trigger)}" for trigger in triggers)


@cache
def _by_trigger() -> dict[str, tuple[int, ...]]:
    table: dict[str, list[int]] = {}
    for number, phrase in enumerate(PHRASES):
        for trigger in phrase.triggers:
            table.setdefault(trigger, []).append(number)
    return {trigger: tuple(numbers) for trigger, numbers in table.items()}


@cache
def _finder() -> re.Pattern[str]:
    return re.compile("(?=(" + "|".join(re.escape(t) for t in sorted(_by_trigger(), key=len, reverse=True)) + "))")


def matches(sentence: str) -> list[tuple[str, int, int]]:
    """Techniques that a sentence names outright, as (ATT&CK id, start, end) within it; a child silences its parent."""
    low = sentence.lower()
    if len(low) != len(sentence):  # a few letters change length when lowered; offsets must not
        low = "".join(char.lower() if len(char.lower()) == 1 else char for char in sentence)
    wanted = {number for trigger, numbers in _by_trigger().items() if trigger in low for number in numbers}
    found: dict[str, tuple[int, int]] = {}
    for number in sorted(wanted):
        phrase, pattern = compiled()[number]
        match = pattern.search(low)
        if match:
            found.setdefault(phrase.technique, match.span())
    parents = {technique.partition(".")[0] for technique in found if "." in technique}
    return [(technique, *span) for technique, span in found.items() if technique not in parents]
