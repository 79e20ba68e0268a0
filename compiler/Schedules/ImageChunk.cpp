//===- ImageChunk.cpp - The images that a weight gradient sums in one go ===//

#include "compiler/Schedules/ImageChunk.h"

#include "compiler/Conversion/Divisors.h"

using namespace mlir;

namespace cnnc {

/// The bytes of all chunks' sums that are worth storing.
static constexpr int64_t mostStoredBytes = int64_t{4} << 20;

int64_t chooseImageChunk(ScheduleBuilder &builder, int64_t images, int64_t mostImages, int64_t storedBytes) {
  SmallVector<int64_t> chunks = getDivisors(images, images);
  llvm::erase_if(chunks, [&](int64_t chunk) {
    return chunk < images && images / chunk * storedBytes > mostStoredBytes;
  });
  int64_t preferred = chunks.front();
  for (int64_t chunk : chunks)
    if (chunk <= mostImages)
      preferred = chunk;
  return builder.choose("chunk_images", preferred, chunks);
}

} // namespace cnnc
