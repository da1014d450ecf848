namespace RealtimeHub.Load.Publishing;

/// <summary>Publishes the events of the topics that it owns: no topic has two, or its order would not be defined.</summary>
internal interface IPublisher
{
    PublishTally Tally { get; }

    /// <summary>Publishes all of its events, those that the server is too slow for left out. Blocks.</summary>
    /// <exception cref="LoadException">The server takes none.</exception>
    void Run(ISchedule schedule, CancellationToken stop);
}
