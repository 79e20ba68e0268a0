//===- BatchSegments.cpp - Launches that share parts of a batch -----------===//

#include "compiler/Conversion/BatchSegments.h"

#include "compiler/Conversion/Divisors.h"
#include "dialects/Halide/Buffers.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;

namespace cnnc {

/// How many bytes come from the cache in the time of one from memory.
static constexpr int64_t cacheSpeed = 4;

static int64_t getBytes(Value value) { return getByteSize(getStoredType(cast<RankedTensorType>(value.getType()))); }

namespace {

/// A segment that grows launch by launch.
class GrowingSegment {
public:
  void add(const LaunchTraffic &traffic) {
    int64_t bytes = 0;
    for (Value input : traffic.inputs) {
      bytes += getBytes(input);
      if (auto found = usersOutside.find(input); found == usersOutside.end())
        addOnce(inputs, input, inputBytes);
      else if (--found->second == 0)
        outputBytes -= getBytes(input);
    }
    for (Value output : traffic.launch->getResults()) {
      bytes += getBytes(output);
      llvm::SmallPtrSet<Operation *, 4> users(output.user_begin(), output.user_end());
      usersOutside[output] = users.size();
      outputBytes += getBytes(output);
    }
    for (Value weight : traffic.weights)
      addOnce(weights, weight, weightBytes);
    mostBytes = std::max(mostBytes, bytes);
  }

  /// What a launch reads and writes of images, the most of any.
  int64_t getMostBytes() const { return mostBytes; }
  /// Of a launch alone.
  int64_t getTraffic(int64_t cache) const { return weightBytes + (mostBytes <= cache ? 0 : mostBytes); }
  int64_t getTrafficInParts(int64_t parts, int64_t cache) const {
    int64_t weightsAgain = (parts - 1) * weightBytes;
    if (weightBytes <= cache / 2)
      weightsAgain /= cacheSpeed;
    return inputBytes + outputBytes + weightBytes + weightsAgain;
  }

private:
  static void addOnce(llvm::SmallDenseSet<Value> &values, Value value, int64_t &bytes) {
    if (values.insert(value).second)
      bytes += getBytes(value);
  }

  llvm::SmallDenseSet<Value> inputs, weights;
  llvm::SmallDenseMap<Value, size_t> usersOutside; // of each output
  int64_t inputBytes = 0, outputBytes = 0, weightBytes = 0, mostBytes = 0;
};

/// Bytes, and of as many the fewer calls.
using Cost = std::pair<int64_t, int64_t>;

/// The best division found of the launches up to one place.
struct Division {
  Cost cost;
  BatchSegment last;
  int64_t partsBefore;
};

/// By the parts of their last segments.
using Divisions = llvm::SmallMapVector<int64_t, Division, 4>;

} // namespace

/// Goes on from the divisions of the launches before `segment`, which takes so many bytes.
static void extend(std::vector<Divisions> &divisions, BatchSegment segment, int64_t bytes) {
  int64_t calls = segment.parts * static_cast<int64_t>(segment.end - segment.begin);
  for (const auto &[partsBefore, before] : divisions[segment.begin]) {
    if (segment.parts > 1 && partsBefore == segment.parts)
      continue;
    Division division{{before.cost.first + bytes, before.cost.second + calls}, segment, partsBefore};
    auto [found, isNew] = divisions[segment.end].insert({segment.parts, division});
    if (!isNew && division.cost < found->second.cost)
      found->second = division;
  }
}

SmallVector<BatchSegment> findBatchSegments(ArrayRef<LaunchTraffic> launches, int64_t batch, int64_t cache) {
  std::vector<Divisions> divisions(launches.size() + 1);
  divisions.front().insert({1, Division{}});
  for (size_t begin = 0; begin < launches.size(); ++begin) {
    GrowingSegment segment;
    segment.add(launches[begin]);
    extend(divisions, {begin, begin + 1, 1}, segment.getTraffic(cache));
    for (size_t end = begin + 1; end < launches.size() && launches[begin].hasParts && launches[end].hasParts;
         ++end) {
      segment.add(launches[end]);
      int64_t mostImages = std::max<int64_t>(cache / 2 * batch / segment.getMostBytes(), 1);
      for (int64_t images : getDivisors(batch, std::min(mostImages, batch / 2)))
        extend(divisions, {begin, end + 1, batch / images}, segment.getTrafficInParts(batch / images, cache));
    }
  }

  SmallVector<BatchSegment> segments;
  const Divisions &whole = divisions.back();
  int64_t parts = llvm::min_element(whole, [](const auto &a, const auto &b) {
                    return a.second.cost < b.second.cost;
                  })->first;
  for (size_t end = launches.size(); end > 0; end = segments.back().begin) {
    const Division &division = divisions[end].find(parts)->second;
    segments.push_back(division.last);
    parts = division.partsBefore;
  }
  return segments;
}

} // namespace cnnc
