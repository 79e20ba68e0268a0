//===- Divisors.h - Equal and nearly equal parts of an extent -----------===//

#ifndef CNNC_COMPILER_CONVERSION_DIVISORS_H
#define CNNC_COMPILER_CONVERSION_DIVISORS_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>

namespace cnnc {

/// The largest divisor of `value` that is at most `limit`.
inline int64_t largestDivisor(int64_t value, int64_t limit) {
  for (int64_t divisor = std::max<int64_t>(std::min(value, limit), 1); divisor > 1; --divisor)
    if (value % divisor == 0)
      return divisor;
  return 1;
}

/// The divisors of `value` that are at most `limit`.
inline llvm::SmallVector<int64_t> getDivisors(int64_t value, int64_t limit) {
  llvm::SmallVector<int64_t> divisors;
  for (int64_t divisor = 1; divisor <= std::min(value, limit); ++divisor)
    if (value % divisor == 0)
      divisors.push_back(divisor);
  return divisors;
}

/// The size of parts of `value` that are at most `most` and nearly equal: two of 14 for 28 and 16.
inline int64_t getEvenPart(int64_t value, int64_t most) {
  return llvm::divideCeil(value, llvm::divideCeil(value, most));
}

} // namespace cnnc

#endif
