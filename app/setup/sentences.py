"""What the set-up says. It speaks before anything is installed that could read the catalogues of ``app.words``."""

from __future__ import annotations

import locale
import os

SENTENCES = {
    "venv": ("Making the environment .venv", ".venv 환경을 만듭니다"),
    "requirements": ("Installing the requirements from the lock", "잠금 파일에 적힌 대로 필요한 것을 설치합니다"),
    "torch": ("Installing PyTorch", "PyTorch를 설치합니다"),
    "tapedeck": ("Installing Tapedeck", "Tapedeck을 설치합니다"),
    "node": ("Installing Node.js from the Python package index", "파이썬 패키지 저장소에서 Node.js를 설치합니다"),
    "packages": ("Installing what the page is built with", "페이지를 만드는 데 필요한 것을 설치합니다"),
    "types": ("Writing the types of the API", "API의 형을 적습니다"),
    "build": ("Building the page", "페이지를 만듭니다"),
    "chromium": ("Installing Chromium for the browser tests", "브라우저 시험에 쓸 Chromium을 설치합니다"),
    "redis-server": ("Installing Redis for the tests", "시험에 쓸 Redis를 설치합니다"),
    "nginx-light": ("Installing nginx for the tests", "시험에 쓸 nginx를 설치합니다"),
    "ray": ("Installing Ray for the tests", "시험에 쓸 Ray를 설치합니다"),
    "no-cpu-build": (
        "pip's index has no CPU build of PyTorch, so the general one is installed; it is several gigabytes large.",
        "pip 저장소에 CPU용 PyTorch가 없어 일반용을 설치합니다. 크기는 수 기가바이트입니다.",
    ),
    "failed": ("failed", "실패했습니다"),
    "seconds": ("{seconds} s", "{seconds}초"),
    "old-python": ("Tapedeck needs Python 3.11 or later.", "Tapedeck에는 파이썬 3.11 이상이 필요합니다."),
    "no-venv": (
        "This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv.",
        "이 파이썬으로는 환경을 만들 수 없습니다. 데비안과 우분투에서는 apt install python3-venv로 설치하세요.",
    ),
    "offline": (
        "The first start needs the package indexes once. See HTTPS_PROXY, `pip config` and `npm config`.",
        "처음 한 번은 패키지 저장소가 필요합니다. HTTPS_PROXY, `pip config`, `npm config`를 확인하세요.",
    ),
}


def sentence(key: str) -> str:
    """The sentence in Korean where the terminal is Korean, else in English."""
    terminal = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    english, korean = SENTENCES[key]
    return korean if terminal.lower().startswith("ko") else english
