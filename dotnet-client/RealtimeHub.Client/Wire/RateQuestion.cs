namespace RealtimeHub.Client.Wire;

/// <summary>What SetRate is asked with; what is left out is switched off.</summary>
internal sealed record RateQuestion(double? MaxRate, bool? Conflate)
{
    /// <summary>The name of the hub's method; its arguments are the topic and this.</summary>
    public const string Method = "SetRate";
}
