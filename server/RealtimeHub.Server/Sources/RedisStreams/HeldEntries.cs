using StackExchange.Redis;

namespace RealtimeHub.Server.Sources.RedisStreams;

/// <summary>
/// Entries that this consumer has read, and not acknowledged yet. Whoever waits with them for long may lose them to another consumer. That one has published them by then, and in the end
/// nobody knows any more that it has: they would be there twice.
/// </summary>
/// <param name="group">Where they were read, just now.</param>
/// <param name="takeOverAfter">For so long nobody takes them over.</param>
/// <param name="clock">By it that is measured.</param>
internal sealed class HeldEntries(ConsumerGroup group, TimeSpan takeOverAfter, TimeProvider clock)
{
    private readonly long _read = clock.GetTimestamp();
    private readonly List<RedisValue> _done = [];

    /// <summary>Whether an entry is still this consumer's own. Where that has just changed, both publish it at about the same time, and it is one event.</summary>
    public async Task<bool> HasAsync(StreamEntry entry) => clock.GetElapsedTime(_read) < takeOverAfter || await group.DeliveriesAsync(entry) > 0;

    /// <summary>It is to be acknowledged, together with others.</summary>
    public void Done(StreamEntry entry) => _done.Add(entry.Id);

    public async Task AcknowledgeAsync()
    {
        if (_done.Count > 0) await group.AcknowledgeAsync(_done);
        _done.Clear();
    }

    /// <summary>That an entry was handed out does not count: nothing is wrong with it, it has to wait.</summary>
    public async Task ForgiveAsync(StreamEntry entry)
    {
        if (await group.DeliveriesAsync(entry) is > 1 and var count) await group.SetDeliveriesAsync(entry, count - 1);
    }
}
