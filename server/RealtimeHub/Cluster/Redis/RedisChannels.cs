using StackExchange.Redis;

namespace RealtimeHub.Cluster.Redis;

/// <summary>
/// The channels that this node follows, each over one queue, with one who hears it. What is done to a channel is done one after the other: to leave it late could otherwise end
/// what has begun to follow it since.
/// </summary>
/// <param name="connection">The connection over which Redis tells; another one after it was made anew.</param>
/// <param name="named">The channel with a name.</param>
/// <param name="patience">How long Redis may take to confirm.</param>
internal sealed class RedisChannels(Func<IConnectionMultiplexer> connection, Func<string, RedisChannel> named, TimeSpan patience)
{
    private readonly Lock _gate = new();

    // Guarded by _gate: those that are followed, and those to which something is being done.
    private readonly Dictionary<string, Channel> _channels = new(StringComparer.Ordinal);

    private volatile bool _hasLeftovers;

    /// <summary>
    /// Whether Redis may tell what nobody here follows: it did not confirm in time that it does, and could not be told to let it be. A connection that is made anew has none of it.
    /// </summary>
    public bool HasLeftovers => _hasLeftovers;

    /// <summary>The connection is made anew.</summary>
    public void BeginAnew() => _hasLeftovers = false;

    /// <summary>Follows a channel, in the place of who has followed it before; completes when Redis has confirmed it. Messages come one after the other, in their order.</summary>
    /// <param name="name">The channel.</param>
    /// <param name="hears">Hears the messages.</param>
    /// <param name="isWanted">Asked when it is its turn: whoever has left meanwhile does not come back. Null: it is.</param>
    /// <exception cref="RedisException">Redis does not confirm it. Nobody follows the channel then.</exception>
    public Task FollowAsync(string name, Action<RedisValue> hears, Func<bool>? isWanted) =>
        InTurnAsync(name, channel => isWanted is null || isWanted() ? FollowAsync(channel, hears) : Task.CompletedTask);

    /// <summary>Stops following a channel, unless somebody else has begun to since.</summary>
    public Task LeaveAsync(string name, Action<RedisValue> hears) => InTurnAsync(name, async channel =>
    {
        if (channel.Hears != hears || channel.Queue is not { } queue) return;
        channel.Queue = null;
        await queue.UnsubscribeAsync().WaitAsync(patience);
    });

    private async Task FollowAsync(Channel channel, Action<RedisValue> hears)
    {
        var (over, redis) = (connection(), named(channel.Name));
        var subscriber = over.GetSubscriber();
        var before = channel.Queue;
        channel.Hears = hears;
        if (before is not null && channel.Over == over && subscriber.SubscribedEndpoint(redis) is not null) return;
        try
        {
            // The library takes back by itself what it could not send in time; given up before, it would be sent when Redis is back, and followed by nobody.
            channel.Take(over, await subscriber.SubscribeAsync(redis).WaitAsync(2 * patience));
        }
        catch
        {
            // The library goes on filling a queue, which nobody has got; and what it has still to send it may send when Redis is there again.
            channel.Queue = null;
            _hasLeftovers = true;
            Drop(() => subscriber.UnsubscribeAsync(redis, flags: CommandFlags.FireAndForget));
            throw;
        }
        finally
        {
            if (before is not null) Drop(() => before.UnsubscribeAsync(CommandFlags.FireAndForget));
        }
    }

    /// <summary>Drops what is kept here, whether or not Redis can be told.</summary>
    private static void Drop(Func<Task> unsubscribe)
    {
        try
        {
            _ = unsubscribe();
        }
        catch (Exception e) when (RedisTrouble.IsIt(e))
        {
            // The connection is gone, and the subscription with it.
        }
    }

    private Task InTurnAsync(string name, Func<Channel, Task> work)
    {
        lock (_gate)
        {
            if (!_channels.TryGetValue(name, out var channel)) _channels.Add(name, channel = new Channel(name));
            channel.Waiting++;
            return channel.Last = RunAsync(channel, channel.Last, work);
        }
    }

    private async Task RunAsync(Channel channel, Task before, Func<Channel, Task> work)
    {
        // Not on the caller's thread, which holds the lock; and whoever waits for the one before is told how it went.
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        try
        {
            await work(channel);
        }
        finally
        {
            lock (_gate)
            {
                if (--channel.Waiting == 0 && channel.Queue is null) _channels.Remove(channel.Name);
            }
        }
    }

    /// <summary>One channel. Changed by whose turn it is, but for what _gate guards.</summary>
    private sealed class Channel(string name)
    {
        private volatile ChannelMessageQueue? _queue;
        private volatile Action<RedisValue>? _hears;

        public string Name => name;

        /// <summary>The end of what is done to it. Guarded by _gate.</summary>
        public Task Last { get; set; } = Task.CompletedTask;

        /// <summary>How many things are to be done to it. Guarded by _gate.</summary>
        public int Waiting { get; set; }

        /// <summary>What Redis tells; null when nobody follows it.</summary>
        public ChannelMessageQueue? Queue
        {
            get => _queue;
            set => _queue = value;
        }

        public IConnectionMultiplexer? Over { get; private set; }

        public Action<RedisValue>? Hears
        {
            get => _hears;
            set => _hears = value;
        }

        /// <summary>Hears what comes over this queue, and nothing any more of what still lies in another.</summary>
        public void Take(IConnectionMultiplexer over, ChannelMessageQueue queue)
        {
            (Over, Queue) = (over, queue);
            queue.OnMessage(message =>
            {
                if (_queue == queue) _hears?.Invoke(message.Message);
            });
        }
    }
}
