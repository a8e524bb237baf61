<?php

declare(strict_types=1);

/* Where the shop hears what its customers write: a delivery of Wachat comes in as a POST to this page. */

require __DIR__ . '/Wachat.php';

$body = file_get_contents('php://input');
$signed = ($_SERVER['HTTP_X_WACHAT_TIMESTAMP'] ?? '') . '.' . $body;
$signature = hash_hmac('sha256', $signed, getenv('WACHAT_WEBHOOK_SECRET'));
if (!hash_equals($signature, $_SERVER['HTTP_X_WACHAT_SIGNATURE'] ?? '')) {
    http_response_code(401);
    exit;
}

['event' => $event, 'data' => $data] = json_decode($body, true);
$answer = strtolower(trim($data['message']['conversation'] ?? ''));
if ($event !== 'messages.upsert' || $data['key']['fromMe'] || $answer !== 'yes') {
    exit;
}

// The orders of this shop: a file for each that is open, named after the customer's number.
$number = strstr($data['key']['remoteJid'], '@', true);
$file = getenv('SHOP_ORDERS') . "/$number.json";
$order = is_file($file) ? json_decode(file_get_contents($file), true) : null;
// A delivery may come twice: what is confirmed already is not confirmed again.
if ($order === null || $order['status'] !== 'placed') {
    exit;
}
$order['status'] = 'confirmed';
file_put_contents($file, json_encode($order));

$wachat = new Wachat(getenv('WACHAT_URL'), getenv('WACHAT_API_KEY'), $data['instanceId']);
$wachat->sendText($number, "Thank you, {$data['pushName']}! We are packing order {$order['id']}.");
