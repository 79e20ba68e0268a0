//===- TileInstructions.cpp - AMX on processors that lack it --------------===//
//
// A shared library that a test is linked with, or that is preloaded for a program. Where the system grants no tiles it
// grants them in its place, and executes their instructions, which such a processor refuses by SIGILL, in memory: the
// very code that cnnc writes runs on any processor with AVX-512. With TILE_INSTRUCTIONS=refused nobody gets tiles, as
// where the system has no memory for their state.
//
// A signal costs 10 microseconds on some virtual machines, a multiplication 0.2, so the handler goes on through the
// integer instructions between them, in which loops count and form addresses, up to the first that it does not know.
//
// What each instruction does is as in Intel's Software Developer's Manual, volume 2; the products of bf16 too, to the
// last bit: the first and the second of all pairs are summed apart, and denormals are zero.
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <immintrin.h>
#include <sys/syscall.h>
#include <ucontext.h>

namespace {

template <typename T>
T readAs(const uint8_t *bytes) {
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

struct Tile {
  alignas(64) uint8_t bytes[16][64];
};
struct Shape {
  int rows, rowBytes;
};
struct State {
  Shape shapes[8];
  Tile tiles[8];
};
thread_local State state __attribute__((tls_model("initial-exec")));

/// What a thread was doing: registers and the next instruction.
class Processor {
public:
  explicit Processor(ucontext_t &context) : registers(context.uc_mcontext.gregs) {}

  long long &getRegister(int number) {
    constexpr int places[] = {REG_RAX, REG_RCX, REG_RDX, REG_RBX, REG_RSP, REG_RBP, REG_RSI, REG_RDI,
                              REG_R8,  REG_R9,  REG_R10, REG_R11, REG_R12, REG_R13, REG_R14, REG_R15};
    return registers[places[number]];
  }
  const uint8_t *getCode() const { return reinterpret_cast<const uint8_t *>(registers[REG_RIP]); }
  void goTo(const uint8_t *code) { registers[REG_RIP] = reinterpret_cast<long long>(code); }
  long long &getFlags() { return registers[REG_EFL]; }

private:
  gregset_t &registers;
};

/// The operands of an instruction: a register, and a register or memory.
struct Operands {
  int reg, rm;
  bool isMemory = false;      ///< or else the register `rm`
  uint8_t *address = nullptr; ///< which lea may form of any numbers
  int64_t index = 0;          ///< scaled; part of the address but for tiles, whose rows it lies between
  const uint8_t *end;         ///< of their encoding

  /// Reads ModRM, SIB and displacement at `code`; the arguments are 8 where a prefix extends a number. Memory relative
  /// to the next instruction is not known (`end` is null).
  Operands(Processor &processor, const uint8_t *code, int regHigh, int indexHigh, int baseHigh) {
    int mode = *code >> 6, low = *code & 7;
    reg = (*code >> 3 & 7) | regHigh, rm = low | baseHigh;
    end = code + 1;
    isMemory = mode != 3;
    if (!isMemory)
      return;
    bool hasBase = true;
    if (low == 4) {
      int scale = *end >> 6, number = (*end >> 3 & 7) | indexHigh;
      low = *end++ & 7;
      hasBase = !(mode == 0 && low == 5);
      if (number != 4)
        index = processor.getRegister(number) << scale;
    } else if (mode == 0 && low == 5) {
      end = nullptr;
      return;
    }
    int64_t place = hasBase ? processor.getRegister(low | baseHigh) : 0;
    if (mode == 1)
      place += static_cast<int8_t>(*end++);
    else if (mode == 2 || !hasBase)
      place += readAs<int32_t>(end), end += 4;
    address = reinterpret_cast<uint8_t *>(place);
  }
};

// What a processor would refuse they refuse: false.

/// Palette 1: eight tiles of at most 16 rows of 64 bytes, or no such tile. All else of the 64 bytes is zero.
bool configure(const uint8_t *memory) {
  auto isZero = [&](int first, int end) {
    return std::all_of(memory + first, memory + end, [](uint8_t byte) { return byte == 0; });
  };
  if (memory[0] != 1 || !isZero(1, 16) || !isZero(32, 48) || !isZero(56, 64))
    return false;
  std::memset(&state, 0, sizeof(state));
  for (int tile = 0; tile < 8; ++tile) {
    Shape shape{memory[48 + tile], readAs<uint16_t>(memory + 16 + 2 * tile)};
    if (shape.rows > 16 || shape.rowBytes > 64 || (shape.rows == 0) != (shape.rowBytes == 0))
      return false;
    state.shapes[tile] = shape;
  }
  return true;
}

bool load(int tile, const uint8_t *memory, int64_t stride) {
  if (state.shapes[tile].rows == 0)
    return false;
  std::memset(&state.tiles[tile], 0, sizeof(Tile));
  for (int row = 0; row < state.shapes[tile].rows; ++row)
    std::memcpy(state.tiles[tile].bytes[row], memory + row * stride, state.shapes[tile].rowBytes);
  return true;
}

bool store(int tile, uint8_t *memory, int64_t stride) {
  if (state.shapes[tile].rows == 0)
    return false;
  for (int row = 0; row < state.shapes[tile].rows; ++row)
    std::memcpy(memory + row * stride, state.tiles[tile].bytes[row], state.shapes[tile].rowBytes);
  return true;
}

/// TDPBF16PS: sums[m][n] += a[m][2k] * b[k][2n] + a[m][2k + 1] * b[k][2n + 1]
__attribute__((target("avx512f"))) bool multiply(int sums, int a, int b) {
  const Shape &first = state.shapes[a], &second = state.shapes[b], &result = state.shapes[sums];
  if (first.rows == 0 || first.rows != result.rows || second.rowBytes != result.rowBytes ||
      second.rows != first.rowBytes / 4 || sums == a || sums == b || a == b)
    return false;
  constexpr int denormalsAreZero = 0x8040;
  _mm_setcsr(_mm_getcsr() | denormalsAreZero);
  const __m512i upper = _mm512_set1_epi32(static_cast<int>(0xffff0000));
  int pairs = state.shapes[a].rowBytes / 4;
  auto lanes = static_cast<__mmask16>((1u << state.shapes[sums].rowBytes / 4) - 1);
  __m512 even[16], odd[16];
  for (int k = 0; k < pairs; ++k) {
    __m512i row = _mm512_load_si512(state.tiles[b].bytes[k]);
    even[k] = _mm512_castsi512_ps(_mm512_slli_epi32(row, 16));
    odd[k] = _mm512_castsi512_ps(_mm512_and_si512(row, upper));
  }
  for (int m = 0; m < state.shapes[sums].rows; ++m) {
    __m512 evenSum = _mm512_setzero_ps(), oddSum = _mm512_setzero_ps();
    for (int k = 0; k < pairs; ++k) {
      __m512i pair = _mm512_set1_epi32(readAs<int32_t>(state.tiles[a].bytes[m] + 4 * k));
      evenSum = _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_slli_epi32(pair, 16)), even[k], evenSum);
      oddSum = _mm512_fmadd_ps(_mm512_castsi512_ps(_mm512_and_si512(pair, upper)), odd[k], oddSum);
    }
    uint8_t *row = state.tiles[sums].bytes[m];
    __m512 sum = _mm512_add_ps(_mm512_load_ps(row), _mm512_add_ps(evenSum, oddSum));
    _mm512_mask_store_ps(row, lanes, sum);
  }
  return true;
}

/// An instruction of AMX: a three-byte VEX prefix, opcode map 0F38.
bool executeTiles(Processor &processor) {
  enum Prefix { None, P66, PF3, PF2 };
  const uint8_t *code = processor.getCode();
  if (code[0] != 0xC4 || (code[1] & 0x1F) != 2)
    return false;
  Operands at(processor, code + 4, 0, code[1] & 0x40 ? 0 : 8, code[1] & 0x20 ? 0 : 8);
  if (!at.end)
    return false;
  int prefix = code[2] & 3, opcode = code[3], third = ~(code[2] >> 3) & 15;
  auto is = [&](Prefix wantedPrefix, int wantedOpcode) { return prefix == wantedPrefix && opcode == wantedOpcode; };
  bool isDone = false;
  if (is(None, 0x49) && at.isMemory)
    isDone = configure(at.address + at.index);
  else if (is(None, 0x49)) // TILERELEASE
    std::memset(&state, 0, sizeof(state)), isDone = true;
  else if (is(PF2, 0x49) && state.shapes[at.reg].rows > 0)
    std::memset(&state.tiles[at.reg], 0, sizeof(Tile)), isDone = true;
  else if (is(PF2, 0x4B) || is(P66, 0x4B))
    isDone = load(at.reg, at.address, at.index);
  else if (is(PF3, 0x4B))
    isDone = store(at.reg, at.address, at.index);
  else if (is(PF3, 0x5C))
    isDone = multiply(at.reg, at.rm & 7, third);
  if (!isDone)
    return false;
  processor.goTo(at.end);
  return true;
}

// left + right and left - right with the processor's flags, which are pushed below what the compiler may keep there.
int64_t add(int64_t left, int64_t right, long long &flags) {
  asm("addq %2, %0; leaq -128(%%rsp), %%rsp; pushfq; popq %1; leaq 128(%%rsp), %%rsp"
      : "+r"(left), "=&r"(flags)
      : "r"(right)
      : "cc", "memory");
  return left;
}
int64_t subtract(int64_t left, int64_t right, long long &flags) {
  asm("subq %2, %0; leaq -128(%%rsp), %%rsp; pushfq; popq %1; leaq 128(%%rsp), %%rsp"
      : "+r"(left), "=&r"(flags)
      : "r"(right)
      : "cc", "memory");
  return left;
}

/// A jump's condition: the lowest bit of its number negates.
bool holds(int condition, long long flags) {
  bool carry = flags & 1, zero = flags & 0x40, sign = flags & 0x80, overflow = flags & 0x800, result;
  switch (condition >> 1) {
  case 1:
    result = carry;
    break;
  case 2:
    result = zero;
    break;
  case 3:
    result = carry || zero;
    break;
  case 6:
    result = sign != overflow;
    break;
  default:
    result = zero || sign != overflow;
  }
  return result != bool(condition & 1);
}

/// Where a jump leads, if its condition is one that loops have; null for other instructions.
const uint8_t *findTarget(const uint8_t *code, long long flags) {
  auto knows = [](int condition) { return (condition >= 2 && condition < 8) || condition >= 12; };
  auto isShort = (code[0] & 0xF0) == 0x70, isLong = code[0] == 0x0F && (code[1] & 0xF0) == 0x80;
  if (isShort && knows(code[0] & 15))
    return code + 2 + (holds(code[0] & 15, flags) ? static_cast<int8_t>(code[1]) : 0);
  if (isLong && knows(code[1] & 15))
    return code + 6 + (holds(code[1] & 15, flags) ? readAs<int32_t>(code + 2) : 0);
  if (code[0] == 0xEB)
    return code + 2 + static_cast<int8_t>(code[1]);
  return code[0] == 0xE9 ? code + 5 + readAs<int32_t>(code + 1) : nullptr;
}

/// Behind what does nothing, of any length; null for other instructions.
const uint8_t *skipNothing(Processor &processor, const uint8_t *code) {
  while (*code == 0x66 || *code == 0x2E)
    ++code;
  if (*code == 0x90)
    return code + 1;
  return code[0] == 0x0F && code[1] == 0x1F ? Operands(processor, code + 2, 0, 0, 0).end : nullptr;
}

/// lea, mov, imul, add, sub, cmp, test, inc and shl of 64 bits, a register's being made zero, and jumps.
bool executeInteger(Processor &processor) {
  const uint8_t *code = processor.getCode();
  long long &flags = processor.getFlags();
  if (const uint8_t *target = findTarget(code, flags)) {
    processor.goTo(target);
    return true;
  }
  if (const uint8_t *next = skipNothing(processor, code)) {
    processor.goTo(next);
    return true;
  }
  int rex = (code[0] & 0xF0) == 0x40 ? *code++ : 0, opcode = *code++;
  bool isWide = rex & 8, isMultiplication = opcode == 0x0F && code[0] == 0xAF;
  if (isWide && opcode == 0x05) {
    long long &rax = processor.getRegister(0);
    rax = add(rax, readAs<int32_t>(code), flags);
    processor.goTo(code + 4);
    return true;
  }
  constexpr uint8_t withModRM[] = {0x8D, 0x89, 0x8B, 0x01, 0x03, 0x29, 0x2B, 0x39, 0x3B, 0xFF, 0x83, 0x81, 0x31,
                                    0x85, 0xC1};
  if (!isMultiplication && !std::memchr(withModRM, opcode, sizeof withModRM))
    return false;
  Operands at(processor, code + isMultiplication, rex & 4 ? 8 : 0, rex & 2 ? 8 : 0, rex & 1 ? 8 : 0);
  if (!at.end)
    return false;
  const uint8_t *end = at.end;
  int operation = at.reg & 7; // of opcodes with one operand or a constant
  long long &reg = processor.getRegister(at.reg);
  auto *operand = at.isMemory ? reinterpret_cast<long long *>(at.address + at.index) : &processor.getRegister(at.rm);
  if (opcode == 0x31 && operand == &reg) {
    reg = 0;
    subtract(0, 0, flags);
  } else if (!isWide) {
    return false;
  } else if (isMultiplication) {
    reg *= *operand; // nobody asks for its flags
  } else if (opcode == 0x8D) {
    reg = reinterpret_cast<long long>(operand);
  } else if (opcode == 0x89) {
    *operand = reg;
  } else if (opcode == 0x8B) {
    reg = *operand;
  } else if (opcode == 0x01) {
    *operand = add(*operand, reg, flags);
  } else if (opcode == 0x03) {
    reg = add(reg, *operand, flags);
  } else if (opcode == 0x29) {
    *operand = subtract(*operand, reg, flags);
  } else if (opcode == 0x2B) {
    reg = subtract(reg, *operand, flags);
  } else if (opcode == 0x39) {
    subtract(*operand, reg, flags);
  } else if (opcode == 0x3B) {
    subtract(reg, *operand, flags);
  } else if (opcode == 0x85) {
    subtract(*operand & reg, 0, flags);
  } else if (opcode == 0xC1 && operation == 4) {
    *operand <<= *end++ & 63; // nobody asks for its flags
  } else if (opcode == 0xFF && operation == 0) {
    long long carry = flags & 1; // which inc leaves as it is
    *operand = add(*operand, 1, flags);
    flags = (flags & ~1LL) | carry;
  } else if ((opcode == 0x83 || opcode == 0x81) && (operation == 0 || operation == 5 || operation == 7)) {
    int64_t number = opcode == 0x83 ? static_cast<int8_t>(*end) : readAs<int32_t>(end);
    end += opcode == 0x83 ? 1 : 4;
    int64_t result = operation == 0 ? add(*operand, number, flags) : subtract(*operand, number, flags);
    if (operation != 7)
      *operand = result;
  } else {
    return false;
  }
  processor.goTo(end);
  return true;
}

void handle(int, siginfo_t *, void *interrupted) {
  Processor processor(*static_cast<ucontext_t *>(interrupted));
  if (!executeTiles(processor)) {
    signal(SIGILL, SIG_DFL); // somebody else's
    return;
  }
  while (executeTiles(processor) || executeInteger(processor))
    ;
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
  const char *wish = std::getenv("TILE_INSTRUCTIONS");
  bool isRefused = asksForTiles && wish && std::strcmp(wish, "refused") == 0;
  long result = isRefused ? -ENOSPC : callSystem(number, arguments);
  if (asksForTiles && !isRefused && result != 0) {
    struct sigaction action = {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    result = sigaction(SIGILL, &action, nullptr);
  }
  if (result >= 0)
    return result;
  errno = static_cast<int>(-result);
  return -1;
}
