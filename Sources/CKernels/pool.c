#if defined(__linux__)
#define _GNU_SOURCE
#endif
#include "CAblateKernels.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

// Polls for this many rounds before sleeping: the next operation follows within microseconds while a network
// runs, and a sleeping thread takes tens of them to wake.
enum { SPINS = 20000 };

struct ck_pool {
    int threads;
    pthread_t *handles;
    struct ck_worker *workers;
    ck_task task;
    void *context;
    _Atomic int busy;               // workers that have not finished this round
    _Atomic unsigned round;         // raised when a new round of tasks begins
    _Atomic int stopping;
    _Atomic int sleepers;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
};

// A thread's share of a round's tasks, a run of them, alone in its cache lines.
struct ck_worker {
    ck_pool *pool;
    int index;
    _Atomic long next;              // first task of the share not yet taken
    long end;
    char padding[128 - sizeof(ck_pool *) - 3 * sizeof(long)];
};

static void pause_briefly(void) {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

int ck_granted_cpus(void) {
#if defined(__linux__)
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
    long online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (int)online : 1;
}

// First the thread's own share, the same part of each operation's rows, much of which it wrote or read last; then what
// others have not begun.
static void work(ck_pool *pool, int worker) {
    for (int i = 0; i < pool->threads; i++) {
        struct ck_worker *share = &pool->workers[(worker + i) % pool->threads];
        for (;;) {
            long task = atomic_fetch_add_explicit(&share->next, 1, memory_order_relaxed);
            if (task >= share->end) break;
            pool->task(pool->context, task, worker);
        }
    }
}

static void *worker_main(void *argument) {
    struct ck_worker *self = argument;
    ck_pool *pool = self->pool;
    unsigned seen = 0;
    for (;;) {
        for (int i = 0; i < SPINS && atomic_load_explicit(&pool->round, memory_order_acquire) == seen; i++)
            pause_briefly();
        if (atomic_load_explicit(&pool->round, memory_order_acquire) == seen) {
            pthread_mutex_lock(&pool->mutex);
            atomic_fetch_add(&pool->sleepers, 1);
            while (atomic_load(&pool->round) == seen) pthread_cond_wait(&pool->wake, &pool->mutex);
            atomic_fetch_sub(&pool->sleepers, 1);
            pthread_mutex_unlock(&pool->mutex);
        }
        seen = atomic_load_explicit(&pool->round, memory_order_acquire);
        if (atomic_load_explicit(&pool->stopping, memory_order_relaxed)) return NULL;
        work(pool, self->index);
        atomic_fetch_sub_explicit(&pool->busy, 1, memory_order_release);
    }
}

// Raises the round; a worker that is about to sleep sees it under the mutex.
static void begin_round(ck_pool *pool) {
    atomic_fetch_add(&pool->round, 1);
    if (atomic_load(&pool->sleepers) > 0) {
        pthread_mutex_lock(&pool->mutex);
        pthread_cond_broadcast(&pool->wake);
        pthread_mutex_unlock(&pool->mutex);
    }
}

#if defined(__linux__)
static void pin(pthread_t thread, const cpu_set_t *granted, int index) {
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++)
        if (CPU_ISSET(cpu, granted) && index-- == 0) {
            cpu_set_t one;
            CPU_ZERO(&one);
            CPU_SET(cpu, &one);
            // Without the permission to pin, the system's placement has to do.
            pthread_setaffinity_np(thread, sizeof one, &one);
            return;
        }
}
#endif

ck_pool *ck_pool_create(int threads) {
    ck_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return NULL;
    pool->threads = 1;
    pool->handles = calloc((size_t)threads, sizeof *pool->handles);
    pool->workers = calloc((size_t)threads, sizeof *pool->workers);
    pthread_mutex_init(&pool->mutex, NULL);
    pthread_cond_init(&pool->wake, NULL);
    if (!pool->handles || !pool->workers) {
        ck_pool_destroy(pool);
        return NULL;
    }
#if defined(__linux__)
    cpu_set_t granted;
    int pins = threads > 1 && sched_getaffinity(0, sizeof granted, &granted) == 0 && CPU_COUNT(&granted) == threads;
#endif
    for (int i = 1; i < threads; i++) {
        pool->workers[i].pool = pool;
        pool->workers[i].index = i;
        if (pthread_create(&pool->handles[i], NULL, worker_main, &pool->workers[i]) != 0) {
            ck_pool_destroy(pool);
            return NULL;
        }
        pool->threads++;
#if defined(__linux__)
        // The calling thread stays free to move: it does other things too, and is pinned by the others' absence.
        if (pins) pin(pool->handles[i], &granted, i);
#endif
    }
    return pool;
}

void ck_pool_destroy(ck_pool *pool) {
    if (!pool) return;
    atomic_store(&pool->stopping, 1);
    begin_round(pool);
    for (int i = 1; i < pool->threads; i++) pthread_join(pool->handles[i], NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->mutex);
    free(pool->handles);
    free(pool->workers);
    free(pool);
}

void ck_pool_run(ck_pool *pool, long count, ck_task task, void *context) {
    if (pool->threads == 1 || count <= 1) {
        for (long i = 0; i < count; i++) task(context, i, 0);
        return;
    }
    pool->task = task;
    pool->context = context;
    for (int i = 0; i < pool->threads; i++) {
        struct ck_worker *share = &pool->workers[i];
        atomic_store_explicit(&share->next, count * i / pool->threads, memory_order_relaxed);
        share->end = count * (i + 1) / pool->threads;
    }
    atomic_store_explicit(&pool->busy, pool->threads - 1, memory_order_relaxed);
    begin_round(pool);
    work(pool, 0);
    // Wait until every worker has left this round, so that the next one may change the fields.
    for (int i = 0; atomic_load_explicit(&pool->busy, memory_order_acquire) > 0; i++) {
        pause_briefly();
        // With more threads than processors a worker may need this one to run at all.
        if (i > SPINS) sched_yield();
    }
}
