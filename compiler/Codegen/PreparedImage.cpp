//===- PreparedImage.cpp - Runs a model's entry `prepare` ---------------===//

#include "compiler/Codegen/PreparedImage.h"

#include "compiler/Codegen/MemoryFile.h"
#include "compiler/Codegen/ParameterBlock.h"
#include "runtime/ModelNames.h"
#include "runtime/include/cnn/model.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/DynamicLibrary.h"
#include <dlfcn.h>

using namespace mlir;

namespace cnnc {

/// Runs the entry `prepare` of a model, which reads and writes its image in place. False where this processor lacks
/// the target's instructions: a fallback's image is another.
static llvm::Expected<bool> runPrepare(const cnn_model &model) {
  if (model.get_usable(&model) != &model)
    return false;
  cnn_parameters *parameters = nullptr;
  cnn_session *session = nullptr;
  auto release = llvm::scope_exit([&] {
    model.destroy_session(session);
    model.destroy_parameters(parameters);
  });
  cnn_status status = model.create_parameters(&model, &parameters);
  if (status == CNN_OK)
    status = model.create_session(&model, parameters, /*threads=*/0, &session);
  for (uint32_t entry = 0; entry < model.entry_count && status == CNN_OK; ++entry)
    if (StringRef(model.entries[entry].name) == ::cnn::runtime::prepareEntry)
      status = model.run(session, entry, nullptr, nullptr);
  if (status == CNN_DEVICE_FAILED && !session)
    return false;
  if (status != CNN_OK)
    return llvm::createStringError("the model's parameters cannot be prepared: status %d %s", int(status),
                                   model.last_error(session));
  return true;
}

llvm::Expected<std::optional<AsmResourceBlob>> prepareImage(const llvm::MemoryBuffer &model, ArrayRef<char> values) {
  llvm::Expected<MemoryFile> file = MemoryFile::create(model.getBuffer());
  if (!file)
    return file.takeError();
  // Of another architecture, it cannot be loaded.
  void *library = dlopen(file->getPath().c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library)
    return std::nullopt;
  auto close = llvm::scope_exit([&] { dlclose(library); });
  auto *table = static_cast<const cnn_model *>(dlsym(library, "cnn_model"));
  if (!table)
    return llvm::createStringError("the model's parameters cannot be prepared: it has no table");
  std::copy(values.begin(), values.end(), table->image);
  llvm::Expected<bool> prepares = runPrepare(*table);
  if (!prepares)
    return prepares.takeError();
  if (!*prepares)
    return std::nullopt;
  AsmResourceBlob image = HeapAsmResourceBlob::allocate(table->image_bytes, bufferAlignment, /*dataIsMutable=*/true);
  std::copy_n(table->image, table->image_bytes, image.getMutableData().begin());
  return image;
}

} // namespace cnnc
