"""Check sums of cryptocurrency addresses: Base58Check, Bech32 and Bech32m, EIP-55, Monero's Base58 with Keccak."""

from __future__ import annotations

import hashlib

_B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_B58_VALUE = {sign: at for at, sign in enumerate(_B58)}
_BECH = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_ROTATION = (
    (0, 36, 3, 41, 18),
    (1, 44, 10, 45, 2),
    (62, 6, 43, 15, 61),
    (28, 55, 25, 21, 56),
    (27, 20, 39, 8, 14),
)
_MASK = (1 << 64) - 1


def bitcoin(text: str) -> bool:
    """Whether ``text`` is a Bitcoin main-net address (P2PKH, P2SH: Base58Check; SegWit: BIP 173 and BIP 350)."""
    if text[:3].lower() == "bc1":
        return _bech32(text)
    number = 0
    for sign in text:
        if sign not in _B58_VALUE:
            return False
        number = number * 58 + _B58_VALUE[sign]
    if number.bit_length() > 200:
        return False
    raw = number.to_bytes(25, "big")
    return raw[0] in (0, 5) and hashlib.sha256(hashlib.sha256(raw[:21]).digest()).digest()[:4] == raw[21:]


def _bech32(text: str) -> bool:
    if text != text.lower() and text != text.upper():
        return False
    data = [_BECH.find(sign) for sign in text.lower()[3:]]
    if min(data, default=-1) < 0 or len(data) < 8:
        return False
    check = 1
    for value in (3, 3, 0, 2, 3, *data):
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for at, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if (top >> at) & 1 else 0
    return check == (1 if data[0] == 0 else 0x2BC830A3)


def ethereum(text: str) -> bool:
    """Whether ``text`` is an Ethereum address; mixed case must agree with EIP-55."""
    digits = text[2:]
    if digits in (digits.lower(), digits.upper()):
        return len(set(digits.lower())) > 4
    stamp = keccak256(digits.lower().encode()).hex()
    return all(sign.isdigit() or sign.isupper() == (int(mark, 16) > 7) for sign, mark in zip(digits, stamp, strict=False))


def monero(text: str) -> bool:
    """Whether ``text`` is a Monero main-net address (standard, sub-address or integrated)."""
    raw = b""
    sizes = {11: 8, 7: 5}
    for at in range(0, len(text), 11):
        block = text[at : at + 11]
        number = 0
        for sign in block:
            if sign not in _B58_VALUE:
                return False
            number = number * 58 + _B58_VALUE[sign]
        size = sizes.get(len(block), 0)
        if not size or number.bit_length() > size * 8:
            return False
        raw += number.to_bytes(size, "big")
    return raw[0] in (18, 42, 19) and keccak256(raw[:-4])[:4] == raw[-4:]


def keccak256(data: bytes) -> bytes:
    """Keccak-256 as Ethereum and Monero use it (the original padding, not SHA-3's)."""
    rate = 136
    padded = bytearray(data) + b"\x01" + bytes(-(len(data) + 1) % rate)
    padded[-1] |= 0x80
    state = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), rate):
        for lane in range(rate // 8):
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[start + lane * 8 : start + lane * 8 + 8], "little")
        _permute(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def _permute(a: list[list[int]]) -> None:
    shift_register = 1
    for _ in range(24):
        c = [a[x][0] ^ a[x][1] ^ a[x][2] ^ a[x][3] ^ a[x][4] for x in range(5)]
        d = [c[x - 1] ^ _rotate(c[(x + 1) % 5], 1) for x in range(5)]
        b = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                b[y][(2 * x + 3 * y) % 5] = _rotate(a[x][y] ^ d[x], _ROTATION[x][y])
        for x in range(5):
            for y in range(5):
                a[x][y] = b[x][y] ^ (~b[(x + 1) % 5][y] & b[(x + 2) % 5][y])
        for bit in range(7):
            shift_register = (shift_register << 1) ^ ((shift_register >> 7) * 0x171)
            if shift_register & 2:
                a[0][0] ^= 1 << ((1 << bit) - 1)


def _rotate(value: int, by: int) -> int:
    return ((value << by) | (value >> (64 - by))) & _MASK if by else value
