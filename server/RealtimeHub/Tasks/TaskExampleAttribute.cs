namespace RealtimeHub.Tasks;

/// <summary>Arguments of a kind that can be started as they are: forms begin with them.</summary>
/// <param name="json">The arguments, as JSON.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class TaskExampleAttribute(string json) : Attribute
{
    /// <summary>The arguments, as JSON.</summary>
    public string Json => json;
}
