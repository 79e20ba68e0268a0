//===- TileTrampolines.cpp - AMX on processors that lack it ----------------===//
//
// A shared library that a test is linked with, or that is preloaded for a program. Where the system grants no tiles it
// grants them in its place, and executes their instructions, which such a processor refuses by SIGILL: the very code
// that cnnc writes runs on any processor with AVX-512. With TILE_INSTRUCTIONS=refused nobody gets tiles, as where the
// system has no memory for their state; with TILE_INSTRUCTIONS=skipped they are left out, and what is around them is
// all that a measurement finds; TILE_INSTRUCTIONS=quick is for trainings, whose sums may differ in their last bits.
//
// A signal costs 10 microseconds on some virtual machines, a multiplication 0.1 to 0.2, so an instruction's first one
// puts a jump in its place: to a trampoline, which hands the registers and a copy of it and of those that follow it at
// once to the function that executes them, and goes on behind them.
//
//===----------------------------------------------------------------------===//

#include "TileInstructions.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <linux/membarrier.h>
#include <mutex>
#include <new>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <utility>

using namespace cnnc::test;

namespace {

/// What is wished for in the environment.
bool wants(const char *wish) {
  const char *value = std::getenv("TILE_INSTRUCTIONS");
  return value && std::strcmp(value, wish) == 0;
}

long callSystem(long number, const long (&arguments)[6]) {
  register long r10 asm("r10") = arguments[3], r8 asm("r8") = arguments[4], r9 asm("r9") = arguments[5];
  long result = number;
  asm volatile("syscall"
               : "+a"(result)
               : "D"(arguments[0]), "S"(arguments[1]), "d"(arguments[2]), "r"(r10), "r"(r8), "r"(r9)
               : "rcx", "r11", "memory");
  return result;
}

constexpr uint8_t jumpOpcode = 0xE9, breakpoint = 0xCC;
constexpr int jumpBytes = 5;

/// The stack below its pointer is the interrupted function's for 128 bytes.
struct __attribute__((packed)) Trampoline {
  uint8_t keepStack[5] = {0x48, 0x8D, 0x64, 0x24, 0x80};       // lea -128(%rsp), %rsp
  uint8_t call[6] = {0xFF, 0x15, 13, 0, 0, 0};                 // call *enter
  uint8_t freeStack[8] = {0x48, 0x8D, 0xA4, 0x24, 0x80, 0, 0, 0}; // lea 128(%rsp), %rsp
  uint8_t jump = jumpOpcode;                                   // behind the instructions
  int32_t distance = 0;
  void (*enter)();
  uint8_t instructions[256] = {}; ///< those that follow one another, and a zero
};

// XSAVE would take longer than a multiplication.
extern "C" void enterTrampoline();
asm(R"(
  .pushsection .text
  .type enterTrampoline, @function
enterTrampoline:
  pushfq
  pushq %r15; pushq %r14; pushq %r13; pushq %r12; pushq %r11; pushq %r10; pushq %r9; pushq %r8
  pushq %rdi; pushq %rsi; pushq %rbp; pushq %rsp; pushq %rbx; pushq %rdx; pushq %rcx; pushq %rax
  cld
  movq %rsp, %rbp
  andq $-64, %rsp
  subq $34*64, %rsp
  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  vmovaps %zmm\n, 64*\n(%rsp)
  .endr
  .irp n, 0,1,2,3,4,5,6,7
  kmovq %k\n, 32*64+8*\n(%rsp)
  .endr
  stmxcsr 33*64(%rsp)
  movq %rbp, %rdi
  call executeInterrupted
  .irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
  vmovaps 64*\n(%rsp), %zmm\n
  .endr
  .irp n, 0,1,2,3,4,5,6,7
  kmovq 32*64+8*\n(%rsp), %k\n
  .endr
  ldmxcsr 33*64(%rsp)
  movq %rbp, %rsp
  popq %rax; popq %rcx; popq %rdx; popq %rbx; leaq 8(%rsp), %rsp; popq %rbp; popq %rsi; popq %rdi
  popq %r8; popq %r9; popq %r10; popq %r11; popq %r12; popq %r13; popq %r14; popq %r15
  popfq
  ret
  .size enterTrampoline, .-enterTrampoline
  .popsection
)");

/// What enterTrampoline keeps on the stack.
struct Interrupted {
  Registers registers;
  int64_t flags;
  const uint8_t *returnAddress;
  uint8_t redZone[128];
};

extern "C" __attribute__((used, visibility("hidden"))) void executeInterrupted(Interrupted &interrupted) {
  constexpr int stackPointer = 4;
  static const Summation summation = wants("quick") ? Summation::Quick : Summation::Exact;
  interrupted.registers[stackPointer] = reinterpret_cast<int64_t>(&interrupted + 1);
  auto *trampoline = reinterpret_cast<const Trampoline *>(interrupted.returnAddress - offsetof(Trampoline, freeStack));
  for (const uint8_t *code = trampoline->instructions; *code; code = getTileInstructionEnd(code))
    if (!executeTileInstruction(interrupted.registers, code, summation))
      __builtin_trap();
}

/// Memory for a trampoline that a jump at `code` reaches. Null if there is none within 2 GiB.
void *allocateNear(uint8_t *code) {
  constexpr int64_t size = 1 << 16, reach = int64_t(1) << 30;
  static uint8_t *memory = nullptr, *end = nullptr;
  auto isNear = [&](const uint8_t *place) { return std::abs(place - code) < reach; };
  for (int64_t step = size; end - memory < int64_t(sizeof(Trampoline)) || !isNear(memory); step *= -2) {
    if (std::abs(step) > reach)
      return nullptr;
    void *found = mmap(code + step, size, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (found == MAP_FAILED)
      return nullptr;
    memory = static_cast<uint8_t *>(found), end = memory + size;
  }
  return std::exchange(memory, memory + sizeof(Trampoline));
}

bool makeWritable(uint8_t *code, size_t bytes) {
  constexpr uintptr_t page = 4096;
  auto first = reinterpret_cast<uintptr_t>(code) & -page, end = reinterpret_cast<uintptr_t>(code) + bytes;
  return mprotect(reinterpret_cast<void *>(first), end - first, PROT_READ | PROT_WRITE | PROT_EXEC) == 0;
}

/// No core executes what it has fetched before.
void synchronizeCores() { callSystem(SYS_membarrier, {MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE}); }

/// The trampoline of the instruction between two places and of those behind it.
const uint8_t *makeTrampoline(uint8_t *code, const uint8_t *end) {
  void *memory = allocateNear(code);
  if (!memory)
    return nullptr;
  auto *trampoline = new (memory) Trampoline;
  constexpr int maxBytes = sizeof(trampoline->instructions) - 1;
  for (const uint8_t *next = end; next && next - code <= maxBytes; next = getTileInstructionEnd(end))
    end = next;
  trampoline->distance = static_cast<int32_t>(end - reinterpret_cast<uint8_t *>(&trampoline->enter));
  trampoline->enter = enterTrampoline;
  std::memcpy(trampoline->instructions, code, end - code);
  return static_cast<const uint8_t *>(memory);
}

/// Puts a jump in the place of a tile instruction, which is never shorter. Other threads may come to it meanwhile: as
/// long as it is not whole they meet a breakpoint.
bool putJump(uint8_t *code, const uint8_t *end) {
  const uint8_t *target = wants("skipped") ? end : makeTrampoline(code, end);
  if (!target || !makeWritable(code, jumpBytes))
    return false;
  auto distance = static_cast<int32_t>(target - (code + jumpBytes));
  auto *first = reinterpret_cast<std::atomic<uint8_t> *>(code);
  first->store(breakpoint);
  synchronizeCores();
  std::memcpy(code + 1, &distance, sizeof distance);
  synchronizeCores();
  first->store(jumpOpcode);
  return true;
}

/// Of SIGILL and, for threads that come while a jump is written, SIGTRAP. Whoever came too early tries again.
void handle(int signalNumber, siginfo_t *, void *interrupted) {
  static std::mutex writing;
  std::lock_guard<std::mutex> guard(writing);
  greg_t &next = static_cast<ucontext_t *>(interrupted)->uc_mcontext.gregs[REG_RIP];
  if (signalNumber == SIGTRAP)
    --next;
  auto *code = reinterpret_cast<uint8_t *>(next);
  if (*code == jumpOpcode)
    return;
  const uint8_t *end = getTileInstructionEnd(code);
  if (!end || !putJump(code, end))
    signal(signalNumber, SIG_DFL); // somebody else's
}

bool handleSignals() {
  struct sigaction action = {};
  action.sa_sigaction = handle;
  action.sa_flags = SA_SIGINFO;
  return callSystem(SYS_membarrier, {MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE}) == 0 &&
         sigaction(SIGILL, &action, nullptr) == 0 && sigaction(SIGTRAP, &action, nullptr) == 0;
}

} // namespace

/// In the place of libc's.
extern "C" __attribute__((visibility("default"))) long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  long arguments[6];
  for (long &argument : arguments)
    argument = va_arg(list, long);
  va_end(list);
  constexpr long requestPermission = 0x1023, tileData = 18; // ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA
  bool asksForTiles = number == SYS_arch_prctl && arguments[0] == requestPermission && arguments[1] == tileData;
  bool isRefused = asksForTiles && wants("refused");
  long result = isRefused ? -ENOSPC : callSystem(number, arguments);
  if (asksForTiles && !isRefused && result != 0 && handleSignals())
    result = 0;
  if (result >= 0)
    return result;
  errno = static_cast<int>(-result);
  return -1;
}
