namespace RealtimeHub.Load.Publishing.Pipelined;

/// <summary>A channel whose events need not wait for one another's answers: these come in the order of the events.</summary>
internal interface IPipelinedChannel : IPublishChannel
{
    /// <summary>Whether there is a connection. It is opened to send an event, and never by anything else.</summary>
    bool IsOpen { get; }

    /// <summary>Sends an event. Its answer is the one after those of all that were sent before.</summary>
    /// <param name="topic">Its number: the topic is called <c>load-{topic}</c>.</param>
    /// <param name="data">JSON with the mark; valid until the call returns.</param>
    /// <param name="stop">Cancelled when the run is interrupted.</param>
    /// <exception cref="PublishException">
    /// It could not be sent. If it may be taken all the same, the connection is open still: there may be answers to those before it.
    /// </exception>
    void Send(int topic, ReadOnlyMemory<byte> data, CancellationToken stop);

    /// <summary>Waits until something of an answer has come, or the connection has ended, or there is none.</summary>
    /// <param name="until">A timestamp of <see cref="System.Diagnostics.Stopwatch"/>; one that is over asks what is there already.</param>
    /// <param name="stop">Cancelled when the run is interrupted.</param>
    /// <returns>False when that moment came first.</returns>
    bool WaitForInput(long until, CancellationToken stop);

    /// <summary>Reads the next answer.</summary>
    /// <returns>Why the event was refused; null when it was taken.</returns>
    /// <exception cref="PublishException">There will be no answer to this event, nor to those after it; the connection is closed.</exception>
    string? ReadAnswer(CancellationToken stop);

    /// <summary>Something has come, and no event waits for an answer: as a rule the server has ended the connection, which is closed then.</summary>
    void TakeUnasked();

    /// <summary>Ends the connection; the next event opens another.</summary>
    void Close();
}
