using RealtimeHub.Load.Plans;
using RealtimeHub.Load.Publishing.Http;
using RealtimeHub.Load.Publishing.Hub;
using RealtimeHub.Load.Publishing.Mqtt;
using RealtimeHub.Load.Publishing.Nats;

namespace RealtimeHub.Load.Publishing;

/// <summary>Knows which kind of channel a plan asks for.</summary>
internal static class PublishChannels
{
    /// <summary>A channel for one publisher. It connects when it is used first.</summary>
    /// <exception cref="LoadException">There is none for the address.</exception>
    public static IPublishChannel Open(LoadPlan plan)
    {
        var address = AddressOf(plan.Target);
        return (address.Scheme, plan.Publish) switch
        {
            ("http", PublishMode.Single) when plan.Pipeline > 1 => new PipelinedHttpChannel(address, plan.Target.ApiKey, plan.Topics),
            ("http", PublishMode.Single) => new SingleChannel(new HttpConnection(address, plan.Target.ApiKey), plan.Topics),
            ("http", PublishMode.Batch) => new BatchChannel(new HttpConnection(address, plan.Target.ApiKey), plan.Topics),
            ("http", PublishMode.Hub) => new HubChannel(plan.Target.Url, plan.Target.ApiKey, plan.Topics),
            ("nats", PublishMode.Single) => new NatsChannel(address, plan.Topics),
            ("mqtt", PublishMode.Single) => new MqttChannel(address, plan.Topics),
            _ => throw new LoadException($"events cannot be published to {address}: give an http, nats or mqtt address with --publish-url"),
        };
    }

    private static Uri AddressOf(TargetPlan target) =>
        target.PublishUrl ?? new UriBuilder(target.Url.Scheme == "ws" ? "http" : target.Url.Scheme, target.Url.Host, target.Url.Port).Uri;
}
