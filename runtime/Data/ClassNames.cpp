//===- ClassNames.cpp - What the classes are called -----------------------===//
#include "runtime/Data/ClassNames.h"

#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"

#include <filesystem>
#include <sstream>

namespace cnn::runtime {

ClassNames ClassNames::read(const std::string &path, std::optional<int64_t> classes) {
  std::vector<uint8_t> bytes = readFile(path);
  std::istringstream stream(std::string(bytes.begin(), bytes.end()));
  ClassNames labels;
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.back() == '\r')
      line.pop_back();
    labels.names.push_back(line);
  }
  while (!labels.names.empty() && labels.names.back().empty())
    labels.names.pop_back();
  if (classes && static_cast<int64_t>(labels.names.size()) != *classes)
    fail(CNN_RUNTIME_MISMATCH, path, ": expected the names of the model's ", *classes,
         " classes, one a line, found ", labels.names.size());
  return labels;
}

ClassNames ClassNames::ofDataset(const std::string &location) {
  ClassNames labels;
  std::filesystem::path path(location);
  std::string name = (path.has_filename() ? path : path.parent_path()).filename().string();
  if (name == "fashion-mnist")
    labels.names = {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat",
                    "Sandal",      "Shirt",   "Sneaker",  "Bag",   "Ankle boot"};
  return labels;
}

std::string ClassNames::operator[](int64_t number) const {
  if (number >= 0 && number < static_cast<int64_t>(names.size()))
    return names[number];
  return std::to_string(number);
}

} // namespace cnn::runtime
