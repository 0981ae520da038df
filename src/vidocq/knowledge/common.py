"""What everybody has: system utilities, languages, services and products that are recognised and weigh nothing."""

from __future__ import annotations

import re

from vidocq.knowledge.names import key

#: Built-in utilities of operating systems, script languages, interpreters.
_BUILT_IN = """
 arp at attrib auditpol bash bitsadmin cacls certreq certutil cipher cmd cmstp crontab cscript curl dir dism dsget
 dsquery esentutl findstr forfiles forshell ftp gpresult hostname icacls iexplore ifconfig installutil ipconfig java
 javascript jscript ldifde lsof makecab mavinject msbuild mshta msiexec msxsl nbtstat net net1 netsh netstat nltest
 nmap nohup nslookup ntdsutil odbcconf openssh openssl pcalua perl php ping powershell powershell-ise ps pubprn python
 python3 query qwinsta quser reg regasm regedit regini regsvcs regsvr32 robocopy route rpcclient ruby rundll32 runas
 sc schtasks schtask scp shutdown smbclient ssh sshd sudo systeminfo systemctl taskkill tasklist telnet tftp top
 tracert traceroute uname utilman vbscript vssadmin wbadmin wevtutil wget whoami winrm winrs wmic wmi wscript wsl
 xcopy xwizard zip tar unzip 7zip 7z rar winrar dnscmd nslookup net.exe cmd.exe syssetup finger expand fsutil takeown
 tzutil wbemtest csvde vbc csc ilasm jsc aspnet_compiler
"""
#: Services, sites, products and libraries that attackers use as everybody does.
_SERVICES = """
 telegram github gitlab bitbucket pastebin dropbox onedrive googledrive google-drive googledocs google-docs discord
 slack twitter facebook instagram linkedin youtube whatsapp signal skype zoom webex mediafire mega megasync megacmd
 rclone transfersh wetransfer filezilla winscp putty pscp plink tightvnc ultravnc realvnc tigervnc vnc teamviewer
 anydesk ammyy ammyyadmin screenconnect connectwise connectwisecontrol atera ateraagent splashtop logmein gotoassist
 rustdesk remoteutilities netsupport netsupportmanager supremo dameware radmin simplehelp action1 meshcentral
 meshagent ngrok cloudflared tailscale wireguard openvpn zerotier tor torbrowser psexec psexesvc procdump
 process-hacker processhacker procmon autoruns sysinternals wireshark tshark tcpdump nmap masscan zmap angryipscanner
 advancedipscanner advanced-ip-scanner advancedportscanner softperfect networkscanner nirsoft everything notepad
 notepad++ vscode visualstudio docker kubernetes jenkins ansible puppet chef terraform nodejs node npm golang rust
 dotnet autoit autohotkey nsis innosetup upx vmprotect themida enigma confuserex nssm 7-zip sqlmap burpsuite
 metasploit nuclei wpscan nikto hydra medusa hashcat johntheripper john-the-ripper aircrack shodan censys virustotal
 firefox chrome edge windows linux macos android ios office outlook exchange sharepoint azure aws googlecloud
 office365 microsoft365 activedirectory openldap mysql postgresql mongodb redis sqlite adfind bloodhound-ce csvde
 hyperv vmware virtualbox qemu esxi iobit pchunter gmer icedtea cyberduck backblaze s3browser restic gost frp chisel
 ligolo stunnel socat netcat ncat nc proxychains
"""
#: Openly sold or published attack tools: everybody may have them, and many do.
_OPEN_TOOLS = """
 mimikatz lazagne empire powersploit impacket pupy koadic sliver mythic havoc crackmapexec netexec responder rubeus
 sharphound bloodhound powerview seatbelt winpeas linpeas certipy kerbrute secretsdump wce windowscredentialeditor
 gsecdump pwdump fgdump cachedump quarkspwdump nbtscan htran earthworm regeorg neoregeorg chinachopper behinder
 godzilla antsword antak wso b374k c99 r57 weevely invoke-psimage powersploit-mimikatz ruler mailsniffer evilginx
 evilginx2 gophish sharpchrome hacktool juicypotato badpotato godpotato sweetpotato printspoofer roguepotato pypykatz
 dumpert nanodump lsassy donut shellter veil pafish poshc2 silenttrinity merlin covenant brute-ratel xmrig ntdsxtract
 fscan ladon scanline venom iox nps stowaway suo5 lcx ptunnel dnscat2 iodine cobaltstrike metasploit meterpreter
 wmiexec smbexec atexec dcomexec netscan
"""


#: Names that families of malware have too: they mean the open tool only where the source calls it a tool.
_ALSO_MALWARE = frozenset(
    ("covenant", "edge", "empire", "enigma", "everything", "ghost", "gost", "havoc", "hydra", "iodine", "ladon", "lcx", "medusa",
     "merlin", "mythic", "nexus", "nps", "nuclei", "pink", "puppet", "rust", "signal", "sliver", "slack", "spark", "top", "tor",
     "tracker", "venom")
)  # fmt: skip


def _words(text: str) -> frozenset[str]:
    return frozenset(key(word) for word in text.split())


BUILT_IN = _words(_BUILT_IN)
SERVICES = _words(_SERVICES)
OPEN_TOOLS = _words(_OPEN_TOOLS)

_OPEN = re.compile(
    r"\b(?:built[- ]in|Windows (?:utility|command|API|tool)|component of the Windows|legitimate|open[- ]source"
    r"|publicly[- ]available|freely available|freeware|commercial(?:ly available)?|native|LOLBAS|GTFOBins|Living Off The Land)\b",
    re.IGNORECASE,
)
_FIRST_SENTENCES = 2


def is_everyday(name: str, kind: str) -> bool:
    """Whether a name is a system utility, a language, a service or a product that everybody uses, and no family of malware."""
    name_key = key(name)
    return (name_key in BUILT_IN or name_key in SERVICES) and (kind == "tool" or name_key not in _ALSO_MALWARE)


def is_commodity(name: str, kind: str, description: str) -> bool:
    """Whether software is built in or available to all: everyday names, or a *tool* that is described as open to all."""
    open_tool = key(name) in OPEN_TOOLS and (kind == "tool" or key(name) not in _ALSO_MALWARE)
    if open_tool or is_everyday(name, kind):
        return True
    head = ". ".join(description.split(". ")[:_FIRST_SENTENCES])
    return kind == "tool" and bool(_OPEN.search(head))
