"""Attribution of cyber campaigns: who did it, how sure are we, on what evidence, who has said so?"""
