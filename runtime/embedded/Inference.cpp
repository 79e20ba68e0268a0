//===- Inference.cpp - Inference on any number of images ------------------===//

#include "runtime/ModelNames.h"
#include "runtime/embedded/EmbeddedModel.h"
#include "runtime/embedded/Memory.h"
#include "runtime/embedded/Session.h"

#include <cinttypes>
#include <cstring>

using namespace cnn::runtime::embedded;

/// The inference entry for so many images: the one with most that has no more,
/// failing that the one with fewest. Null if the model has none.
static const cnn_entry_info *findEntry(const cnn_model &model, uint64_t images) {
  const cnn_entry_info *found = nullptr;
  for (const cnn_entry_info *entry = model.entries; entry < model.entries + model.entry_count; ++entry) {
    if (strcmp(entry->name, cnn::runtime::inferEntry) != 0 &&
        strncmp(entry->name, cnn::runtime::inferVariantPrefix, sizeof(cnn::runtime::inferVariantPrefix) - 1) != 0)
      continue;
    bool fits = entry->batch <= images, foundFits = found && found->batch <= images;
    if (!found || (fits && (!foundFits || entry->batch > found->batch)) ||
        (!fits && !foundFits && entry->batch < found->batch))
      found = entry;
  }
  return found;
}

/// Whether a tensor's first extent is the number of images, by its shape in the
/// entry with most: with a batch of one, the extent of another tensor may be 1 too.
static bool isBatched(const cnn_tensor_info &largest, const cnn_model &model) {
  return largest.rank > 0 && largest.shape[0] == int64_t(model.batch);
}

static size_t padded(uint64_t bytes) { return (bytes + bufferAlignment - 1) & ~(bufferAlignment - 1); }

/// Runs an entry on some images of the caller's tensors, from `first` on: in place
/// if they are as many as it takes, else in the session's padding. `largest` is
/// the entry with most images.
static cnn_status runImages(cnn_session &session, const cnn_entry_info &entry,
                            const cnn_entry_info &largest, uint64_t first, uint64_t images,
                            const void *const *inputs, void *const *outputs) {
  uint32_t count = entry.input_count + entry.output_count;
  auto isWhole = [&](uint32_t i) { // an input that is the same for all images
    return i < entry.input_count && !isBatched(largest.inputs[i], *session.model);
  };
  auto infoOf = [&](uint32_t i) -> const cnn_tensor_info & {
    return i < entry.input_count ? entry.inputs[i] : entry.outputs[i - entry.input_count];
  };
  auto **tensors = static_cast<uint8_t **>(__builtin_alloca(2 * count * sizeof(void *)));
  auto **callers = tensors + count;
  uint64_t paddingBytes = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const void *tensor = i < entry.input_count ? inputs[i] : outputs[i - entry.input_count];
    auto *begin = static_cast<uint8_t *>(const_cast<void *>(tensor));
    tensors[i] = callers[i] = isWhole(i) ? begin : begin + first * (infoOf(i).bytes / entry.batch);
    paddingBytes += padded(infoOf(i).bytes);
  }

  bool fills = images == entry.batch;
  if (!fills) {
    // Only the smallest entry is filled up, so the memory is always of one size.
    if (!session.padding)
      session.padding = static_cast<uint8_t *>(allocateAligned(paddingBytes));
    if (!session.padding)
      return fail(session, CNN_OUT_OF_MEMORY, "%s: %s: there is no memory for %" PRIu64 " bytes of images",
                  session.model->name, entry.name, paddingBytes);
    uint8_t *place = session.padding;
    for (uint32_t i = 0; i < count; place += padded(infoOf(i++).bytes)) {
      if (isWhole(i))
        continue;
      tensors[i] = place;
      if (i >= entry.input_count)
        continue;
      uint64_t bytes = images * (infoOf(i).bytes / entry.batch);
      memcpy(place, callers[i], bytes);
      memset(place + bytes, 0, infoOf(i).bytes - bytes);
    }
  }
  cnn_status status = runEntry(session, entry, reinterpret_cast<const void *const *>(tensors),
                               reinterpret_cast<void *const *>(tensors + entry.input_count));
  for (uint32_t i = entry.input_count; i < count && !fills && status == CNN_OK; ++i)
    memcpy(callers[i], tensors[i], images * (infoOf(i).bytes / entry.batch));
  return status;
}

cnn_status cnn_embedded_infer(cnn_session *session, uint64_t images, const void *const *inputs,
                              void *const *outputs) {
  SessionUse use(session);
  if (!use)
    return CNN_INVALID_ARGUMENT;
  if (images == 0) // and perhaps no tensors
    return CNN_OK;
  const cnn_model &model = *session->model;
  const cnn_entry_info *entry = findEntry(model, images);
  if (!entry)
    return fail(*session, CNN_INVALID_ARGUMENT, "%s: there is no entry 'infer'", model.name);
  if (images == entry->batch) // as in most calls
    return runEntry(*session, *entry, inputs, outputs);
  const cnn_entry_info &largest = *findEntry(model, UINT64_MAX);
  for (uint32_t i = 0; i < largest.output_count; ++i)
    if (!isBatched(largest.outputs[i], model))
      return fail(*session, CNN_INVALID_ARGUMENT,
                  "%s: infer: expected %u images, since the first extent of output '%s' is not their "
                  "number, found %" PRIu64,
                  model.name, largest.batch, largest.outputs[i].name, images);

  cnn_status status = checkTensors(*session, *entry, inputs, outputs);
  for (uint64_t first = 0; first < images && status == CNN_OK;) {
    entry = findEntry(model, images - first);
    uint64_t part = images - first < entry->batch ? images - first : entry->batch;
    status = runImages(*session, *entry, largest, first, part, inputs, outputs);
    first += part;
  }
  return status;
}
