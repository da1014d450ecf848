using System.ComponentModel.DataAnnotations;
using RealtimeHub.Contracts;

namespace RealtimeHub.Server.Sources.HostMetrics;

/// <summary>The source <c>host-metrics</c>, under <c>RealtimeHub:Sources:HostMetrics</c> in the configuration.</summary>
internal sealed class HostMetricsOptions : IValidatableObject
{
    /// <summary>Whether the machine's metrics are published.</summary>
    /// <value>Default false; true in the Development environment.</value>
    public bool Enabled { get; set; }

    /// <summary>How often.</summary>
    /// <value>Default 1 second. From 100 milliseconds to 1 hour.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The namespace of the four topics: <c>cpu</c>, <c>memory</c>, <c>network</c> and <c>disk</c> follow after a colon.</summary>
    /// <value>Default <c>host</c>. The server must know the namespace (<c>RealtimeHub:Namespaces</c>).</value>
    public string Namespace { get; set; } = "host";

    /// <summary>Whether traffic of the machine with itself (<c>lo</c>) counts.</summary>
    /// <value>Default false.</value>
    public bool IncludeLoopback { get; set; }

    /// <summary>How many interfaces and how many disks one event lists, the busiest first; the sums are always of all.</summary>
    /// <value>Default 64. From 1 to 500, so that an event stays below 64 KiB.</value>
    [Range(1, 500)]
    public int MaxDevices { get; set; } = 64;

    /// <summary>Where the files of <c>/proc</c> are: another place when the machine's own is mounted into a container.</summary>
    /// <value>Default <c>/proc</c>.</value>
    [Required]
    public string ProcRoot { get; set; } = "/proc";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Namespace.Contains(':', StringComparison.Ordinal) || !TopicName.TryParse($"{Namespace}:network", out _))
            yield return new($"'{Namespace}' cannot be the namespace of a topic: use A-Z a-z 0-9 _ . / -", [nameof(Namespace)]);
    }
}
