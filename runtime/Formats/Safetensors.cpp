//===- Safetensors.cpp - Named tensors in a file --------------------------===//
#include "runtime/Formats/Safetensors.h"

#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace cnn::runtime {

using nlohmann::json;

namespace {

constexpr std::pair<const char *, cnn_element_type> typeNames[] = {
    {"F32", CNN_FLOAT32}, {"I32", CNN_INT32}, {"U8", CNN_UINT8}, {"I64", CNN_INT64}};

/// Where a tensor's bytes lie in the data, to find gaps and overlaps.
struct Extent {
  uint64_t begin, end;
  std::string name;
};

class Reader {
public:
  explicit Reader(const std::string &path) : path(path), bytes(readFile(path)) {}

  Safetensors read() {
    json header = readHeader();
    Safetensors contents;
    for (const auto &[name, value] : header.items()) {
      if (name == "__metadata__")
        readMetadata(value, contents);
      else
        contents.tensors[name] = readTensor(name, value);
    }
    checkCoverage();
    return contents;
  }

private:
  json readHeader() {
    if (bytes.size() < 8)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": not a safetensors file: it has ", bytes.size(),
           " bytes, fewer than the 8 of the header's length");
    uint64_t length = 0;
    for (int byte = 7; byte >= 0; --byte)
      length = length << 8 | bytes[byte];
    if (length > bytes.size() - 8)
      fail(CNN_RUNTIME_INVALID_FILE, path,
           ": truncated or not a safetensors file: the header is said to have ", length,
           " bytes, the file has ", bytes.size() - 8, " after its first 8");
    data = bytes.data() + 8 + length;
    dataBytes = bytes.size() - 8 - length;
    json header = json::parse(bytes.data() + 8, bytes.data() + 8 + length, nullptr,
                              /*allow_exceptions=*/false);
    if (!header.is_object())
      fail(CNN_RUNTIME_INVALID_FILE, path,
           ": not a safetensors file: its header is not a JSON object");
    return header;
  }

  void readMetadata(const json &value, Safetensors &contents) {
    if (!value.is_object())
      fail(CNN_RUNTIME_INVALID_FILE, path, ": __metadata__ is not a JSON object");
    for (const auto &[key, text] : value.items()) {
      if (!text.is_string())
        fail(CNN_RUNTIME_INVALID_FILE, path, ": __metadata__ '", key, "' is not a string");
      contents.metadata[key] = text.get<std::string>();
    }
  }

  Tensor readTensor(const std::string &name, const json &value) {
    auto refuse = [&](const auto &...reason) {
      fail(CNN_RUNTIME_INVALID_FILE, path, ": tensor '", name, "': ", reason...);
    };
    auto isCount = [](const json &number) {
      return number.is_number_unsigned() && number.get<uint64_t>() <= INT64_MAX;
    };
    if (!value.is_object() || !value.contains("dtype") || !value["dtype"].is_string() ||
        !value.contains("shape") || !value["shape"].is_array() ||
        !value.contains("data_offsets") || !value["data_offsets"].is_array() ||
        value["data_offsets"].size() != 2 ||
        !std::all_of(value["shape"].begin(), value["shape"].end(), isCount) ||
        !std::all_of(value["data_offsets"].begin(), value["data_offsets"].end(), isCount))
      refuse("expected a dtype, a shape and two data_offsets, found another ", value.type_name());

    Tensor tensor;
    std::string type = value["dtype"];
    auto known = std::find_if(std::begin(typeNames), std::end(typeNames),
                              [&](const auto &pair) { return type == pair.first; });
    if (known == std::end(typeNames))
      refuse("expected one of the types F32, I32, I64 and U8, found ", type);
    tensor.type = known->second;
    for (const json &extent : value["shape"])
      tensor.shape.push_back(extent.get<int64_t>());

    uint64_t begin = value["data_offsets"][0], end = value["data_offsets"][1];
    uint64_t expected =
        byteCount(tensor.type, tensor.shape, concatenate(path, ": tensor '", name, "'"));
    if (end > dataBytes)
      refuse("the file is truncated: the tensor ends at byte ", end, " of the data, which has ",
             dataBytes);
    if (begin > end || end - begin != expected)
      refuse(describe(tensor.type, tensor.shape), " takes ", expected,
             " bytes, its data_offsets are [", begin, ", ", end, "]");
    tensor.data.assign(data + begin, data + end);
    extents.push_back({begin, end, name});
    return tensor;
  }

  void checkCoverage() {
    std::sort(extents.begin(), extents.end(), [](const Extent &left, const Extent &right) {
      return std::tie(left.begin, left.end) < std::tie(right.begin, right.end);
    });
    uint64_t position = 0;
    for (const Extent &extent : extents) {
      if (extent.begin != position)
        fail(CNN_RUNTIME_INVALID_FILE, path, ": tensor '", extent.name, "' begins at byte ",
             extent.begin, " of the data, expected ", position);
      position = extent.end;
    }
    if (position != dataBytes)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": the tensors end at byte ", position,
           " of the data, which has ", dataBytes);
  }

  std::string path;
  std::vector<uint8_t> bytes;
  const uint8_t *data = nullptr;
  uint64_t dataBytes = 0;
  std::vector<Extent> extents;
};

} // namespace

Safetensors readSafetensors(const std::string &path) { return Reader(path).read(); }

void writeSafetensors(const std::string &path, const Safetensors &contents) {
  json header = json::object();
  if (!contents.metadata.empty())
    header["__metadata__"] = contents.metadata;
  uint64_t offset = 0;
  for (const auto &[name, tensor] : contents.tensors) {
    uint64_t end = offset + tensor.data.size();
    header[name] = {{"dtype", typeNames[0].first},
                    {"shape", tensor.shape},
                    {"data_offsets", {offset, end}}};
    for (const auto &[text, type] : typeNames)
      if (type == tensor.type)
        header[name]["dtype"] = text;
    offset = end;
  }
  std::string text = header.dump();
  text.append((8 - text.size() % 8) % 8, ' '); // so that the data is aligned

  uint8_t length[8];
  for (int byte = 0; byte < 8; ++byte)
    length[byte] = static_cast<uint64_t>(text.size()) >> (8 * byte);
  AtomicFile file(path);
  file.write(length, sizeof(length));
  file.write(text.data(), text.size());
  for (const auto &[name, tensor] : contents.tensors)
    file.write(tensor.data.data(), tensor.data.size());
  file.commit();
}

} // namespace cnn::runtime
