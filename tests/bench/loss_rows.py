"""Losses and gradients of one sample with full logits, in plain PyTorch: what LossRowsBenchmark is measured against.

Cross entropy and KL at 64 response rows, KL at 728 visual rows, vocabulary 151,936, teacher 2560 wide, student 1024;
gradients to the student's hidden states and head. float32. Prints what the benchmark prints: seconds and processor
seconds a call, and how far resident memory rises above weights and their gradients (Linux counts it).

    python tests/bench/loss_rows.py [--threads 2] [--calls 5] [--vocabulary 151936]
"""

import argparse
import re
import statistics
import time

import torch
import torch.nn.functional as F

VISUAL, RESPONSE, TEACHER, STUDENT = 728, 64, 2560, 1024


def megabytes(key):
    status = open("/proc/self/status").read()
    return int(re.search(rf"^{key}:\s+(\d+)", status, re.M).group(1)) * 1024 / 1e6


def kl(teacher_logits, student_logits):
    return F.kl_div(F.log_softmax(student_logits, -1), F.softmax(teacher_logits, -1), reduction="batchmean")


def losses_and_gradients(hidden, head, teacher_hidden, teacher_head, targets):
    hidden.grad = head.grad = None
    with torch.no_grad():
        teacher_logits = teacher_hidden @ teacher_head.T
    logits = hidden @ head.T
    visual, response = slice(0, VISUAL), slice(VISUAL, VISUAL + RESPONSE)
    loss = (
        F.cross_entropy(logits[response], targets)
        + kl(teacher_logits[response], logits[response])
        + kl(teacher_logits[visual], logits[visual])
    )
    loss.backward()
    return loss.item()


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--calls", type=int, default=5)
    options.add_argument("--vocabulary", type=int, default=151_936)
    options = options.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(0)
    rows, vocabulary = VISUAL + RESPONSE, options.vocabulary
    head = torch.randn(vocabulary, STUDENT).mul_(0.03).requires_grad_()
    teacher_head = torch.randn(vocabulary, TEACHER).mul_(0.02)
    hidden = torch.randn(rows, STUDENT, requires_grad=True)
    teacher_hidden = torch.randn(rows, TEACHER)
    targets = torch.arange(RESPONSE) * (vocabulary // RESPONSE)

    open("/proc/self/clear_refs", "w").write("5")
    resident = megabytes("VmRSS")
    gradients = 4 * (head.numel() + hidden.numel()) / 1e6
    seconds, processor = [], []
    for _ in range(1 + options.calls):
        clock, busy = time.perf_counter(), time.process_time()
        losses_and_gradients(hidden, head, teacher_hidden, teacher_head, targets)
        seconds.append(time.perf_counter() - clock)
        processor.append(time.process_time() - busy)
    print(f"seconds a call: {statistics.median(seconds[1:]):.3f}")
    print(f"processor seconds a call: {statistics.median(processor[1:]):.2f}")
    print(f"peak beyond weights and gradients: {megabytes('VmHWM') - resident - gradients:.0f} MB")


main()
