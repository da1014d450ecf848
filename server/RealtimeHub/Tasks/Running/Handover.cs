using System.Collections.Concurrent;

namespace RealtimeHub.Tasks.Running;

/// <summary>
/// An ordinary thread that does small things for quiet ones. The thread pool makes its threads where work is given to it, and Linux gives a new thread the niceness of the one that makes it: if
/// quiet threads gave it work, requests and events would be served as quietly, for as long as its threads live.
/// </summary>
internal sealed class Handover : IDisposable
{
    // Each attempt has one report and one end on its way at most.
    private readonly BlockingCollection<Action> _work = [];

    public Handover() => new Thread(Work) { IsBackground = true, Name = "task handover" }.Start();

    /// <summary>Does it soon, after what was posted before. It must be short, and not fail.</summary>
    public void Post(Action action)
    {
        try
        {
            _work.Add(action);
        }
        catch (InvalidOperationException)
        {
            // The server has stopped; a handler that did not obey is still at work.
            action();
        }
    }

    public void Dispose() => _work.CompleteAdding();

    private void Work()
    {
        using (_work)
        {
            foreach (var action in _work.GetConsumingEnumerable()) action();
        }
    }
}
