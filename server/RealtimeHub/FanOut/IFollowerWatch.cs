using RealtimeHub.Connections;

namespace RealtimeHub.FanOut;

/// <summary>Wants to know who follows topics. A topic about which it does not care costs what it would without it.</summary>
internal interface IFollowerWatch
{
    /// <summary>A shard begins to follow a topic: asked on its loop, before the first follower.</summary>
    /// <returns>Null when nobody wants to know of its followers.</returns>
    TopicAudience? Begin(ShardTopic topic);
}

/// <summary>Is told of the followers of a topic, on the loops of their shards: it must not wait.</summary>
internal interface ITopicFollowers
{
    /// <summary>A connection has begun to follow the topic.</summary>
    void Joined(IClientConnection connection);

    /// <summary>A connection does not follow the topic any more, for whatever reason.</summary>
    void Left(IClientConnection connection);

    /// <summary>A shard has no follower of the topic any more.</summary>
    void Ended(ShardTopic topic);
}
