namespace RealtimeHub.Load.Dialects;

/// <summary>A message of a SignalR server that is no event of the run: rare, so it is read in the comfortable way.</summary>
/// <param name="Arguments">Texts, numbers (<see cref="long"/> or <see cref="double"/>), truths, nulls, arrays of them, and dictionaries of them.</param>
/// <param name="Result">The same, of a completion.</param>
internal sealed record HubMessage(int Type, string? Target, string? Error, IReadOnlyList<object?> Arguments, object? Result)
{
    public const int Invocation = 1;
    public const int Completion = 3;
    public const int Ping = 6;
    public const int Close = 7;

    /// <summary>What the result of a completion says under a name; the default when it says nothing of that type.</summary>
    public T? ResultValue<T>(string name) =>
        Result is IReadOnlyDictionary<string, object?> values && values.TryGetValue(name, out var value) && value is T wanted ? wanted : default;

    /// <summary>A number among the arguments.</summary>
    /// <exception cref="LoadException">It is none.</exception>
    public long Number(int argument) =>
        argument < Arguments.Count && Arguments[argument] is long number ? number : throw new LoadException($"argument {argument} of '{Target}' is no number");

    public string? Text(int argument) => argument < Arguments.Count ? Arguments[argument] as string : null;
}
