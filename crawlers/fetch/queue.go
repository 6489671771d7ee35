package fetch

import "sync"

// queues hold the tasks to do, one queue for each host. They are closed when no
// task is queued or under way.
type queues struct {
	mu     sync.Mutex
	byHost map[string]*queue
	open   int // tasks queued or under way
	closed bool
}

type queue struct {
	tasks []task
	more  *sync.Cond
}

func newQueues() *queues { return &queues{byHost: map[string]*queue{}} }

// add queues a task and reports whether it is the first for its host.
func (q *queues) add(t task) (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own, ok := q.byHost[t.host()]
	if !ok {
		own = &queue{more: sync.NewCond(&q.mu)}
		q.byHost[t.host()] = own
	}
	own.tasks = append(own.tasks, t)
	q.open++
	own.more.Signal()
	return !ok
}

// take waits for the host's next task. It returns false when the queues are closed.
func (q *queues) take(host string) (task, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	own := q.byHost[host]
	for len(own.tasks) == 0 && !q.closed {
		own.more.Wait()
	}
	if q.closed {
		return task{}, false
	}
	t := own.tasks[0]
	own.tasks[0] = task{} // the array stays, what the task holds need not
	own.tasks = own.tasks[1:]
	return t, true
}

// done ends a task that was taken, after those that it led to were added. The
// last one closes the queues and sends everybody home.
func (q *queues) done() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.open--; q.open > 0 {
		return
	}
	q.closed = true
	for _, own := range q.byHost {
		own.more.Broadcast()
	}
}
