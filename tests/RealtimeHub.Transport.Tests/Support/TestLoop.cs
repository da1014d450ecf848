using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RealtimeHub.Transport.Loops;

namespace RealtimeHub.Transport.Tests.Support;

/// <summary>An event loop of its own for one test.</summary>
internal sealed class TestLoop : IDisposable
{
    public TestLoop(TimeProvider? clock = null, ILogger? logger = null)
    {
        Loop = new EventLoop(0, clock ?? TimeProvider.System, logger ?? NullLogger.Instance);
        Loop.Start();
    }

    public EventLoop Loop { get; }

    /// <summary>Does something on the loop, and waits for it.</summary>
    public async Task<T> DoAsync<T>(Func<T> work)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(new Work(() =>
        {
            try
            {
                done.SetResult(work());
            }
            catch (Exception e)
            {
                done.SetException(e);
                throw;
            }
        }));
        return await done.Task.WaitAsync(Patience.Token);
    }

    public Task DoAsync(Action work) => DoAsync(() =>
    {
        work();
        return true;
    });

    public void Dispose() => Loop.Dispose();

    internal sealed class Work(Action action) : ILoopWork
    {
        public void Run() => action();
    }
}
