//===- ClassNames.h - What the classes are called -------------------------===//
#ifndef CNN_RUNTIME_DATA_CLASSNAMES_H
#define CNN_RUNTIME_DATA_CLASSNAMES_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cnn::runtime {

/// Names for class numbers; a class without a name is called by its number.
class ClassNames {
public:
  ClassNames() = default;
  /// One name a line; empty lines at the end are ignored. Throws if there are
  /// fewer or more than `classes`: the names would be those of another model.
  static ClassNames read(const std::string &path, std::optional<int64_t> classes = std::nullopt);
  /// The names of a data set that is known by its folder's name
  /// ("fashion-mnist"), else none.
  static ClassNames ofDataset(const std::string &location);

  std::string operator[](int64_t number) const;

private:
  std::vector<std::string> names;
};

} // namespace cnn::runtime

#endif
