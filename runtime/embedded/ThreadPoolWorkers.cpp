//===- ThreadPoolWorkers.cpp - The life of clients and workers ------------===//

#include "runtime/embedded/Memory.h"
#include "runtime/embedded/ThreadPoolClient.h"

#include <csignal>
#include <cstdlib>
#include <new>
#include <sched.h>

using namespace cnn::runtime::embedded;

/// How long an idle thread looks for work before it sleeps. The gaps between a
/// network's regions are mostly shorter; an application that calls less often
/// leaves the processor to others.
static constexpr uint32_t spinTime = 50000;

uint32_t ThreadPool::processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0)
    return uint32_t(CPU_COUNT(&set));
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? uint32_t(online) : 1;
}

//===----------------------------------------------------------------------===//
// Clients
//===----------------------------------------------------------------------===//

ThreadPool::Client *ThreadPool::addClient(uint32_t threads) {
  pthread_mutex_lock(&mutex);
  Client *client = unused;
  void *memory = client ? client : allocateAligned(sizeof(Client));
  if (memory) {
    if (client)
      unused = client->next;
    // Late workers may look at an old client's fields, so none is made anew.
    else
      client = new (memory) Client;
    client->next = clients;
    clients = client;
  }
  pthread_mutex_unlock(&mutex);
  if (client && !setThreads(*client, threads)) {
    removeClient(*client);
    return nullptr;
  }
  return client;
}

bool ThreadPool::setThreads(Client &client, uint32_t threads) {
  pthread_mutex_lock(&mutex);
  bool started = startWorkers(threads);
  if (started)
    client.threads.store(threads, std::memory_order_relaxed);
  resize();
  pthread_mutex_unlock(&mutex);
  return started;
}

void ThreadPool::removeClient(Client &client) {
  pthread_mutex_lock(&mutex);
  Client **link = &clients;
  while (*link != &client)
    link = &(*link)->next;
  *link = client.next;
  client.threads.store(1, std::memory_order_relaxed);
  client.next = unused;
  unused = &client;
  if (!clients) {
    stopWorkers();
    while (unused) {
      Client *next = unused->next;
      free(unused);
      unused = next;
    }
  }
  resize();
  pthread_mutex_unlock(&mutex);
}

/// Surplus workers stay, asleep, until the last client has gone.
void ThreadPool::resize() {
  uint32_t largest = 1;
  for (const Client *client = clients; client; client = client->next) {
    uint32_t threads = client->threads.load(std::memory_order_relaxed);
    largest = threads > largest ? threads : largest;
  }
  size.store(largest, std::memory_order_relaxed);
  // More threads than processors: a spinning one would hinder the others.
  spinNanoseconds.store(largest <= processors() ? spinTime : 0, std::memory_order_relaxed);
}

//===----------------------------------------------------------------------===//
// Workers
//===----------------------------------------------------------------------===//

/// Starts what is missing of count - 1 workers.
bool ThreadPool::startWorkers(uint32_t count) {
  if (process != getpid()) { // after a fork there are none
    process = getpid();
    workerCount = 0;
    for (std::atomic<uint32_t> *count : {&working, &spinners, &sleepers})
      count->store(0, std::memory_order_relaxed);
  }
  if (count <= workerCount + 1)
    return true;
  void *memory = realloc(workers, (count - 1) * sizeof(pthread_t));
  if (!memory)
    return false;
  workers = static_cast<pthread_t *>(memory);

  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  // Kernels keep buffers of bounded size on the stack; the C library's default
  // may be as small as the user's limit.
  pthread_attr_setstacksize(&attributes, 4u << 20);
  // Signals are for the application's threads, but for profilers and for those
  // that a thread's own faults raise.
  sigset_t blocked, previous;
  sigfillset(&blocked);
  for (int signal : {SIGPROF, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP})
    sigdelset(&blocked, signal);
  pthread_sigmask(SIG_SETMASK, &blocked, &previous);
  while (workerCount < count - 1 &&
         pthread_create(&workers[workerCount], &attributes, workerMain, this) == 0)
    ++workerCount;
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  pthread_attr_destroy(&attributes);
  return workerCount == count - 1;
}

void ThreadPool::stopWorkers() {
  stopping.store(true, std::memory_order_relaxed);
  opened.fetch_add(1, std::memory_order_seq_cst);
  futexWake(opened, INT_MAX);
  if (process == getpid())
    for (uint32_t i = 0; i < workerCount; ++i)
      pthread_join(workers[i], nullptr);
  free(workers);
  workers = nullptr;
  workerCount = 0;
  stopping.store(false, std::memory_order_relaxed);
}
