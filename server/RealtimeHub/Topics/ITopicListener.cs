namespace RealtimeHub.Topics;

/// <summary>Somebody who wants to know that a topic has advanced.</summary>
internal interface ITopicListener
{
    /// <summary>
    /// The topic has at least one event more. Called on the publisher's thread after the append: it must only raise a flag.
    /// </summary>
    void TopicAdvanced();

    /// <summary>
    /// The log has ended, and the topic goes on in another one. Called on any thread: it must only raise a flag.
    /// </summary>
    void TopicEnded();

    /// <summary>How many subscribers stand behind this listener. Read on any thread; a little old at worst.</summary>
    int SubscriberCount { get; }
}
