//===- Recomputation.h - Which launches run again to save memory --------===//

#ifndef CNNC_COMPILER_CONVERSION_RECOMPUTATION_H
#define CNNC_COMPILER_CONVERSION_RECOMPUTATION_H

#include "compiler/Conversion/ArenaPlan.h"

namespace cnnc {

/// An order of launches, by their places in the plan's order. A launch that occurs again makes its values anew:
/// those that read them from there on read the last ones.
struct RecomputingOrder {
  std::vector<unsigned> launches;
  double cost = 0.0; // of what runs again
};

/// Replays a plan with less memory. A value that finds no room is thrown away and computed again, by the launch that
/// made it, in front of who reads it next; what that launch reads and is gone too is computed again before.
///
/// This is Kirisame et al., "Dynamic Tensor Rematerialization" (2021), but at compile time: which value goes is decided
/// by the cost of computing it again for each byte and for each launch until it is read, and when that is, is known.
/// On a chain of n layers it keeps, as Chen et al., "Training Deep Nets with Sublinear Memory Cost" (2016), values at
/// some places and computes what lies between them again.
class Recomputation {
public:
  Recomputation(cnn::NetworkOp network, const ArenaPlan &plan);

  /// An order whose values need no more than `bytes` at any time; none if the replay finds no such order.
  std::optional<RecomputingOrder> findOrder(int64_t bytes);

  /// What the largest launch reads and writes: no order needs less.
  int64_t getLeastBytes() const;

  /// The inputs with which a launch runs again, by their places among its inputs; empty if it cannot.
  llvm::ArrayRef<unsigned> getRepeatedInputs(unsigned launch) const { return launches[launch].repeatedInputs; }

private:
  struct Launch {
    llvm::SmallVector<unsigned> inputs, results; // the values that lie in the arena
    int64_t resultBytes = 0, repeatedBytes = 0;  // when it runs first, and again
    double cost = 0.0;
    llvm::SmallVector<unsigned> repeatedInputs;
    bool canRepeat = false;
    unsigned validUntil = 0; // the launch that overwrites a parameter it reads
  };
  struct Value {
    unsigned launch;
    int64_t bytes;
    llvm::SmallVector<unsigned> readers; // ascending
    bool isKept = false;
    unsigned uses = 0; // by the launches that are being run
  };
  /// What follows from the values that are kept now.
  struct Outlook {
    unsigned next, last; // readers, also through values to be computed again from this one
    unsigned validUntil;
    double cost;
  };

  bool run(unsigned launch);
  bool throwAway();
  std::vector<Outlook> look() const;

  std::vector<Launch> launches;
  std::vector<Value> values;

  // The state of a replay.
  unsigned position = 0;
  int64_t used = 0, limit = 0;
  std::vector<bool> hasRun;
  RecomputingOrder order;
};

} // namespace cnnc

#endif
