//===- Npy.cpp - One tensor in numpy's format -----------------------------===//
#include "runtime/Formats/Npy.h"

#include "runtime/Error.h"
#include "runtime/Formats/AtomicFile.h"

#include <cstring>
#include <regex>

namespace cnn::runtime {

namespace {

constexpr char magic[] = {'\x93', 'N', 'U', 'M', 'P', 'Y'};
/// That of an array of 64 dimensions is shorter. std::regex goes one call deeper for every character.
constexpr uint64_t longestHeader = 4096;

/// The dictionary at the head of a file.
struct Header {
  std::string type;
  Shape shape;
};

Header parseHeader(const std::string &path, const std::string &text) {
  static const std::regex descr(R"('descr'\s*:\s*'([^']*)')");
  static const std::regex order(R"('fortran_order'\s*:\s*(True|False))");
  static const std::regex shape(R"('shape'\s*:\s*\(([0-9,\sL]*)\))");
  std::smatch type, fortran, extents;
  if (!std::regex_search(text, type, descr) || !std::regex_search(text, fortran, order) ||
      !std::regex_search(text, extents, shape))
    fail(CNN_RUNTIME_INVALID_FILE, path,
         ": expected a header with 'descr', 'fortran_order' and 'shape' of a plain array, found ",
         text.substr(0, 200));
  Header header{type[1], {}};

  static const std::regex number("[0-9]+");
  std::string list = extents[1];
  for (std::sregex_iterator match(list.begin(), list.end(), number), end; match != end; ++match) {
    if (match->str().size() > 18)
      fail(CNN_RUNTIME_INVALID_FILE, path, ": an extent of ", match->str(), " is too large");
    header.shape.push_back(std::stoll(match->str()));
  }
  if (fortran[1] == "True" && header.shape.size() > 1)
    fail(CNN_RUNTIME_INVALID_FILE, path,
         ": expected a row-major array, found a column-major one (fortran_order: True); save "
         "numpy.ascontiguousarray(x) instead");
  return header;
}

constexpr char float64[] = "<f8"; // no element type of a model: rounded

/// The element type for a numpy type string.
int32_t elementType(const std::string &path, const std::string &descr) {
  if (descr == "<f4" || descr == float64)
    return CNN_FLOAT32;
  if (descr == "<i4")
    return CNN_INT32;
  if (descr == "<i8")
    return CNN_INT64;
  if (descr == "|u1" || descr == "<u1")
    return CNN_UINT8;
  fail(CNN_RUNTIME_INVALID_FILE, path,
       ": expected the type float32, float64, int32, int64 or uint8, little-endian, found '", descr,
       "'; convert it with x.astype(numpy.float32)");
}

} // namespace

Tensor readNpy(const std::string &path) {
  std::vector<uint8_t> bytes = readFile(path);
  if (bytes.size() < 10 || std::memcmp(bytes.data(), magic, sizeof(magic)) != 0)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": not a .npy file: it does not begin with \\x93NUMPY");
  unsigned version = bytes[6];
  if (version < 1 || version > 3)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": expected version 1, 2 or 3 of the format, found ",
         version);
  uint64_t start = version == 1 ? 10 : 12, length = bytes[8] | bytes[9] << 8;
  if (version > 1 && bytes.size() >= 12)
    length |= static_cast<uint64_t>(bytes[10]) << 16 | static_cast<uint64_t>(bytes[11]) << 24;
  if (length > longestHeader)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": expected a header of at most ", longestHeader,
         " bytes, as plain arrays have, found ", length);
  if (bytes.size() < start || length > bytes.size() - start)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": the file is truncated: its header is said to have ",
         length, " bytes, the file has ", bytes.size());

  Header header =
      parseHeader(path, std::string(bytes.begin() + start, bytes.begin() + start + length));
  int32_t type = elementType(path, header.type);
  bool isDouble = header.type == float64;
  uint64_t available = bytes.size() - start - length;
  uint64_t expected = byteCount(isDouble ? CNN_INT64 : type, header.shape, path);
  if (expected != available)
    fail(CNN_RUNTIME_INVALID_FILE, path, ": expected ", expected, " bytes of values for ",
         describe(type, header.shape), isDouble ? " in double precision" : "", ", found ", available);

  const uint8_t *values = bytes.data() + start + length;
  Tensor tensor(type, header.shape);
  if (!isDouble) {
    std::copy(values, values + expected, tensor.data.begin());
    return tensor;
  }
  for (uint64_t index = 0; index < expected / 8; ++index) {
    double value;
    std::memcpy(&value, values + 8 * index, 8);
    tensor.as<float>()[index] = static_cast<float>(value);
  }
  return tensor;
}

void writeNpy(const std::string &path, const Tensor &tensor) {
  const char *descr = tensor.type == CNN_FLOAT32 ? "<f4"
                      : tensor.type == CNN_INT32 ? "<i4"
                      : tensor.type == CNN_INT64 ? "<i8"
                                                 : "|u1";
  std::string text = concatenate("{'descr': '", descr, "', 'fortran_order': False, 'shape': (");
  for (int64_t extent : tensor.shape)
    text += std::to_string(extent) + ",";
  if (tensor.shape.size() > 1)
    text.pop_back(); // only a tuple of one element needs the comma
  text += "), }";
  // The values begin at a multiple of 64, so that they can be mapped.
  text.append(63 - (10 + text.size()) % 64, ' ');
  text += '\n';

  uint8_t head[10] = {};
  std::memcpy(head, magic, sizeof(magic));
  head[6] = 1;
  head[8] = text.size() & 0xff;
  head[9] = text.size() >> 8;
  AtomicFile file(path);
  file.write(head, sizeof(head));
  file.write(text.data(), text.size());
  file.write(tensor.data.data(), tensor.data.size());
  file.commit();
}

} // namespace cnn::runtime
