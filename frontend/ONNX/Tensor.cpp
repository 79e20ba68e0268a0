//===- Tensor.cpp - Tensors whose values the file states ----------------===//

#include "frontend/ONNX/Tensor.h"

#include "dialects/CNN/Inference.h"
#include "frontend/ONNX/onnx.pb.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir;

namespace cnnc {

std::optional<int64_t> countElements(ArrayRef<int64_t> shape) {
  constexpr int64_t limit = int64_t(1) << 40;
  int64_t count = 1;
  for (int64_t extent : shape) {
    if (extent < 0 || (extent > 0 && count > limit / extent))
      return std::nullopt;
    count *= extent;
  }
  return count;
}

std::string getTypeName(int32_t type) {
  if (onnx::TensorProto::DataType_IsValid(type))
    return onnx::TensorProto::DataType_Name(static_cast<onnx::TensorProto::DataType>(type));
  return "number " + std::to_string(type);
}

/// Bytes of an element of the types that the importer reads, 0 for others.
static size_t getElementSize(int32_t type) {
  switch (type) {
  case onnx::TensorProto::FLOAT:
    return sizeof(float);
  case onnx::TensorProto::INT64:
    return sizeof(int64_t);
  case onnx::TensorProto::BOOL:
    return sizeof(bool);
  default:
    return 0;
  }
}

/// The values of the typed field of a TensorProto, in place.
static ArrayRef<char> getTypedData(const onnx::TensorProto &source) {
  auto bytes = [](const auto &field) {
    return ArrayRef<char>(reinterpret_cast<const char *>(field.data()), field.size() * sizeof(*field.data()));
  };
  return source.data_type() == onnx::TensorProto::FLOAT ? bytes(source.float_data()) : bytes(source.int64_data());
}

static Tensor copy(Tensor tensor, ArrayRef<char> data) {
  auto storage = std::make_shared<std::vector<int64_t>>((data.size() + 7) / 8);
  if (!data.empty())
    std::memcpy(storage->data(), data.data(), data.size());
  tensor.data = {reinterpret_cast<const char *>(storage->data()), data.size()};
  tensor.owner = std::move(storage);
  return tensor;
}

/// Sets the data, which `owner` keeps; copies it where it is not aligned to its elements.
static Tensor share(Tensor tensor, ArrayRef<char> data, std::shared_ptr<const void> owner) {
  if (reinterpret_cast<uintptr_t>(data.data()) % getElementSize(tensor.type) != 0)
    return copy(std::move(tensor), data);
  tensor.data = data;
  tensor.owner = std::move(owner);
  return tensor;
}

TensorReader::TensorReader(StringRef modelPath, std::shared_ptr<const onnx::ModelProto> model)
    : folder(llvm::sys::path::parent_path(modelPath)), model(std::move(model)) {
  if (folder.empty())
    folder = ".";
}

FailureOr<Tensor> TensorReader::read(const onnx::TensorProto &source, EmitError emitError) {
  size_t elementSize = getElementSize(source.data_type());
  if (elementSize == 0)
    return emitError() << "elements of type " << getTypeName(source.data_type())
                       << " are not supported, only FLOAT (and INT64 for shapes)";
  if (source.has_segment())
    return emitError() << "a tensor in segments is not supported";
  Tensor tensor{source.data_type(), {source.dims().begin(), source.dims().end()}, {}, nullptr};
  std::optional<int64_t> count = countElements(tensor.shape);
  if (!count)
    return emitError() << "expects a shape of non-negative and reasonable extents, found "
                       << cnn::printShape(tensor.shape);
  size_t size = *count * elementSize;
  if (source.data_location() == onnx::TensorProto::EXTERNAL)
    return readExternal(source, std::move(tensor), size, emitError);

  std::string booleans;
  ArrayRef<char> data;
  if (source.has_raw_data()) {
    data = {source.raw_data().data(), source.raw_data().size()};
  } else if (tensor.type == onnx::TensorProto::BOOL) {
    for (int32_t value : source.int32_data())
      booleans.push_back(value != 0);
    data = {booleans.data(), booleans.size()};
  } else {
    data = getTypedData(source);
  }
  if (data.size() != size)
    return emitError() << "expects " << size << " bytes for shape " << cnn::printShape(tensor.shape) << ", found "
                       << data.size();
  return booleans.empty() ? share(std::move(tensor), data, model) : copy(std::move(tensor), data);
}

FailureOr<Tensor> TensorReader::readExternal(const onnx::TensorProto &source, Tensor tensor, size_t size,
                                             EmitError emitError) {
  std::string location;
  uint64_t offset = 0, length = size;
  for (const onnx::StringStringEntryProto &entry : source.external_data()) {
    StringRef value = entry.value();
    if (entry.key() == "location")
      location = value;
    else if (entry.key() == "offset" ? value.getAsInteger(10, offset)
                                     : entry.key() == "length" && value.getAsInteger(10, length))
      return emitError() << "expects a number as '" << entry.key() << "' of its external data, found '" << value
                         << "'";
  }
  if (location.empty())
    return emitError() << "expects the 'location' of its external data";
  if (length != size)
    return emitError() << "expects " << size << " bytes for shape " << cnn::printShape(tensor.shape) << ", found "
                       << length << " in its external data";
  std::shared_ptr<const llvm::MemoryBuffer> file = open(location, emitError);
  if (!file)
    return failure();
  StringRef content = file->getBuffer();
  if (offset > content.size() || size > content.size() - offset)
    return emitError() << "expects " << size << " bytes at offset " << offset << " of '" << location
                       << "', found a file of " << content.size() << " bytes";
  return share(std::move(tensor), {content.data() + offset, size}, std::move(file));
}

std::shared_ptr<const llvm::MemoryBuffer> TensorReader::open(StringRef location, EmitError emitError) {
  auto &file = externalFiles[location];
  if (file)
    return file;
  auto emitOutside = [&] {
    return emitError() << "expects external data inside the model's folder, found '" << location << "'";
  };
  if (llvm::sys::path::is_absolute(location))
    return emitOutside(), nullptr;
  SmallString<128> path(folder), realPath, realFolder;
  llvm::sys::path::append(path, location);
  if (std::error_code error = llvm::sys::fs::real_path(path, realPath))
    return emitError() << "cannot open its external data '" << location << "': " << error.message(), nullptr;
  // Links are followed first: a model from elsewhere must not read what lies outside its folder.
  StringRef inside = realPath;
  if (llvm::sys::fs::real_path(folder, realFolder) || !inside.consume_front(realFolder) ||
      !(inside.starts_with("/") || realFolder == "/"))
    return emitOutside(), nullptr;
  auto buffer = llvm::MemoryBuffer::getFile(realPath, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!buffer)
    return emitError() << "cannot read its external data '" << location << "': " << buffer.getError().message(),
           nullptr;
  file = std::move(*buffer);
  return file;
}

} // namespace cnnc
